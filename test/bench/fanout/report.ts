// The tables of the fan-out benchmark.
import { median, ratios } from '../statistics.ts'
import type { Contestant, RoundResult } from './messages.ts'

/** The rounds for one number of monitors, by contestant; undefined for a failed round. */
export interface Size {
  monitors: number
  rounds: Record<Contestant, (RoundResult | undefined)[]>
}

type Figure = 'milliseconds' | 'packets' | 'bytes' | 'peakMemory' | 'cpu'

const NAMES: Record<Contestant, string> = {
  grove: 'Grove',
  naive: '(a) one notification each',
  pinus: '(b) pinus-admin 1.7.4',
}
const LABELS = { packets: 'packets', milliseconds: 'wall', cpu: 'CPU' }
/** The number of monitors that the targets are for. */
const TARGET_SIZE = 1_000
const TARGETS = [
  ['packets', 'naive', 20],
  ['milliseconds', 'naive', 4],
  ['milliseconds', 'pinus', 5],
  ['cpu', 'naive', undefined],
  ['cpu', 'pinus', undefined],
] as const

export function report(sizes: readonly Size[], contestants: readonly Contestant[]): string {
  const lines = [row('', 'monitors', 'wall ms', 'CPU ms', 'packets', 'MiB sent', 'peak MiB')]
  for (const size of sizes) for (const contestant of contestants) lines.push(figures(size, contestant))
  lines.push('', 'Grove ÷ peer, median of paired rounds (range)')
  for (const size of sizes) lines.push(...comparisons(size))
  if (sizes.length > 1) lines.push('', 'Growth: x in monitors^x, between one size and the next')
  if (sizes.length > 1) for (const contestant of contestants) lines.push(growth(sizes, contestant))
  return `${lines.join('\n')}\n`
}

function figures(size: Size, contestant: Contestant): string {
  const done = finished(size, contestant).length
  const show = (figure: Figure, unit = 1): string =>
    done > 0 ? (middle(size, contestant, figure) / unit).toFixed(unit === 1 ? 0 : 1) : '-'
  const [bytes, memory] = [show('bytes', 2 ** 20), show('peakMemory', 1024)]
  const times = [show('milliseconds'), show('cpu'), show('packets')]
  const failed = size.rounds[contestant].length - done
  const cells = row(NAMES[contestant], String(size.monitors), ...times, bytes, memory)
  return failed > 0 ? `${cells}  ${failed} of its rounds failed` : cells
}

/** Ratios of the rounds that both contestants completed. */
function comparisons(size: Size): string[] {
  return TARGETS.flatMap(([figure, peer, aim]) => {
    const pairs = size.rounds.grove.flatMap((ours, round) => {
      const theirs = size.rounds[peer][round]
      return ours && theirs ? [[ours[figure], theirs[figure]] as const] : []
    })
    if (pairs.length === 0) return []
    const [ours, theirs] = [pairs.map(([our]) => our), pairs.map(([, their]) => their)]
    const ratio = median(pairs.map(([our, their]) => our / their))
    const what = `${String(size.monitors).padStart(5)}  ${LABELS[figure].padEnd(8)} ÷ ${NAMES[peer]}`
    const aimed =
      aim !== undefined && size.monitors === TARGET_SIZE
        ? `aim 1/${aim}: ${ratio <= 1 / aim ? 'met' : 'missed'}`
        : ''
    return [
      `${what.padEnd(44)} 1/${(1 / ratio).toFixed(1).padEnd(6)} ${ratios(ours, theirs).padEnd(22)} ${aimed}`.trimEnd(),
    ]
  })
}

function growth(sizes: readonly Size[], contestant: Contestant): string {
  const between = (figure: Figure): string =>
    sizes
      .slice(1)
      .map((size, index) => {
        const before = sizes[index] ?? size
        const grown = middle(size, contestant, figure) / middle(before, contestant, figure)
        return (Math.log(grown) / Math.log(size.monitors / before.monitors)).toFixed(2)
      })
      .join(', ')
  return `${NAMES[contestant].padEnd(26)} wall ${between('milliseconds')}; CPU ${between('cpu')}; packets ${between('packets')}; bytes ${between('bytes')}`
}

function middle(size: Size, contestant: Contestant, figure: Figure): number {
  return median(finished(size, contestant).map((round) => round[figure]))
}

function finished(size: Size, contestant: Contestant): RoundResult[] {
  return size.rounds[contestant].flatMap((round) => round ?? [])
}

function row(name: string, ...cells: string[]): string {
  return name.padEnd(26) + cells.map((cell) => cell.padStart(10)).join('')
}
