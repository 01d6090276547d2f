// The frame of every drawing: colours, title, legend, and where the drawing came from.
import type { Phase } from '../event.ts'
import type { SelectedTimeline } from './exporter.ts'
import { describeExport } from './selection.ts'
import { element, escapeXml, truncate, text } from './svg-text.ts'

/** The colours of the window. */
export const PHASE_COLOURS: Readonly<Record<Phase, string>> = {
  connect: '#0072b2',
  register: '#2a92cc',
  subscribe: '#85852a',
  notify: '#d55e00',
  proxies: '#b8578c',
  ready: '#008a63',
  rpc: '#777777',
  admin: '#b27a00',
  error: '#c00000',
}
export const FAINT = '#6b7684'
export const LINE = '#d5dae0'
export const BAD = '#c5362f'

export const MARGIN_PX = 24
/** From the top to the drawing. */
export const HEAD_PX = 96
/** The approximate width of a letter in labels. */
const LETTER_PX = 6.2
const FOOT_PX = 40

export interface Picture {
  width: number
  /** Without head and foot. */
  height: number
  phases: ReadonlySet<Phase>
  body: Iterable<string>
}

export function* frame(
  selection: SelectedTimeline,
  { width, height, phases, body }: Picture,
): Iterable<string> {
  const { header, provenance } = selection
  const whole = HEAD_PX + height + FOOT_PX
  const { run, startedAt, generator, timeBase, dropped } = provenance
  const origin = { run, startedAt, generator, timeBase, dropped, redacted: provenance.redacted }
  const fits = Math.floor((width - 2 * MARGIN_PX) / LETTER_PX)
  yield `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" fill="#1d2530">\n`
  yield `<title>${escapeXml(header.plan.name)}</title>\n`
  yield `<desc>${escapeXml(`${describeExport(provenance)} ${JSON.stringify(origin)}`)}</desc>\n`
  yield `${element('rect', { width, height: whole, fill: '#ffffff' })}\n`
  yield `${text(MARGIN_PX, 30, truncate(header.plan.name, fits / 1.5), { 'font-size': 16 })}\n`
  yield `${text(MARGIN_PX, 48, truncate(`run ${run}, ${startedAt}`, fits), { fill: FAINT })}\n`
  yield `${legend([...phases])}\n`
  yield* body
  yield `${text(MARGIN_PX, whole - 16, truncate(`${generator}: ${describeExport(provenance)}`, fits), { fill: FAINT })}\n`
  yield '</svg>\n'
}

function legend(phases: readonly Phase[]): string {
  let x = MARGIN_PX
  const entries = phases.map((phase) => {
    const entry =
      element('rect', { x, y: 59, width: 10, height: 10, fill: PHASE_COLOURS[phase] }) +
      text(x + 14, 68, phase)
    x += 30 + phase.length * LETTER_PX
    return entry
  })
  return element('g', { class: 'legend' }, entries.join('') || ' ')
}
