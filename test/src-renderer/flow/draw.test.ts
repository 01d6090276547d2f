// What the flow draws, on a context that records it.
import { expect, test } from 'vitest'
import { formatMoment, timeOf } from '../../../src-main/timeline/index.ts'
import type { Convergence, PacketEvent, TimelineEvent } from '../../../src-main/timeline/index.ts'
import { ConvergenceHistory } from '../../../src-renderer/flow/convergence-history.ts'
import { drawScene } from '../../../src-renderer/flow/draw-arrows.ts'
import { drawTimeAxis } from '../../../src-renderer/flow/draw-axis.ts'
import { countPackets, drawDensity } from '../../../src-renderer/flow/draw-density.ts'
import { drawLanes } from '../../../src-renderer/flow/draw-lanes.ts'
import { drawOverlay } from '../../../src-renderer/flow/draw-overlay.ts'
import { FilteredIndex } from '../../../src-renderer/flow/filtered-index.ts'
import { layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { paletteOf } from '../../../src-renderer/flow/palette.ts'
import { FoldedAxis, TimeScale } from '../../../src-renderer/flow/scale.ts'
import { Rails } from '../../../src-renderer/flow/rails.ts'
import { composeScene } from '../../../src-renderer/flow/scene.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'
import { rectangles, recordingCanvas, texts } from './recording-context.ts'

const WIDTH = 600
const palette = paletteOf('light')
const { header, events } = syntheticTimeline({ servers: 4, crash: true })
const store = new EventStore()
store.append(0, [header, ...events])
const layout = layoutLanes(store.lanes.all(), 500)
const scale = new TimeScale(new FoldedAxis([{ from: 0, to: store.end }]), WIDTH / store.end, 0)
const filtered = new FilteredIndex(store.events)

function historyOf(shown: readonly TimelineEvent[]): ConvergenceHistory {
  const history = new ConvergenceHistory()
  history.append(shown)
  return history
}

function rowOf(id: string): { top: number; height: number; middle: number } {
  const row = layout.byId.get(id)
  if (!row) throw new Error(`no lane of ${id}`)
  return row
}

const history = historyOf(events)
const lanes = {
  layout,
  scale,
  palette,
  rails: new Rails(history.samples).update(store.lanes),
  now: store.end,
  top: 0,
  selectedServer: null,
}

test('the band of a started server reaches from its start to now', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawLanes(canvas, lanes)
  const { middle } = rowOf('connector-1')
  const started = store.lanes.get('connector-1')?.states
  const since = started?.times[started.items.indexOf('started')] ?? Number.NaN
  const [band] = rectangles(drawings, palette.states.started).filter(
    ({ y, height }) => y < middle && y + height > middle,
  )
  expect(band?.x).toBeCloseTo(scale.x(since))
  expect((band?.x ?? 0) + (band?.width ?? 0)).toBeCloseTo(WIDTH, 0)
})

test('a crash is a bar across the lane at its time', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawLanes(canvas, lanes)
  const crash = events.find((event) => event.t === 'process' && event.event === 'exited')
  if (crash?.t !== 'process') throw new Error('nothing crashed')
  const { middle } = rowOf(crash.process)
  const bars = rectangles(drawings, palette.states.crashed).filter(
    ({ y, height }) => y < middle && y + height > middle,
  )
  expect(bars.map(({ x }) => x + 1)).toContain(scale.x(crash.at))
})

test('a red rail runs below the band while a view differs that had agreed, and nothing is red once all agree', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawLanes(canvas, lanes)
  const rails = rectangles(drawings, palette.bad)
  expect(rails.length).toBeGreaterThan(0)
  const lastChange = history.samples.times.at(-1) ?? 0
  expect(history.latest?.converged).toBe(true)
  for (const { x, width } of rails) expect(x + width).toBeLessThanOrEqual(scale.x(lastChange) + 1)
})

test('lanes that are scrolled out of view are not drawn', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 50)
  drawLanes(canvas, { ...lanes, top: layout.height - 50 })
  const first = rowOf('master-1')
  expect(rectangles(drawings, palette.states.listening).filter(({ y }) => y === first.middle)).toEqual([])
  const bands = rectangles(drawings, palette.states.started)
  expect(bands.every(({ y }) => y > -60 && y < 110)).toBe(true)
})

test('the lane of the selected server is tinted', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawLanes(canvas, { ...lanes, selectedServer: 'chat-1' })
  const { top, height } = rowOf('chat-1')
  expect(rectangles(drawings, palette.selection)).toEqual([{ x: 0, y: top, width: WIDTH, height }])
})

test('an arrow runs from the sender to the receiver in the colour of its phase; one without a receipt is dashed', () => {
  const packet = events.find(
    (event): event is PacketEvent =>
      event.t === 'packet' && event.name === 'register' && event.from !== event.to,
  )
  if (!packet) throw new Error('no registration')
  for (const received of [packet.received, null]) {
    const one = new EventStore()
    one.append(0, [header, { ...packet, received }])
    const scene = composeScene(one, new FilteredIndex(one.events), layout, scale, WIDTH)
    const { drawings, ...canvas } = recordingCanvas(WIDTH)
    drawScene(canvas, scene, [], palette, 0)
    const [line] = drawings.filter(
      ({ name, colour, path }) =>
        name === 'stroke' && colour === palette.phases.register && path.length === 2,
    )
    expect(line?.path[0]).toEqual({ x: scale.x(timeOf(packet)), y: rowOf(packet.from).middle })
    expect(line?.dash).toEqual(received === null ? [4, 3] : [])
    if (received !== null) expect(line?.path[1]).toEqual({ x: scale.x(received), y: rowOf(packet.to).middle })
  }
})

test('the time axis has labelled ticks, a flag for each finding, and ends green', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 57)
  const finding = { rule: 'a-rule', message: 'wrong', at: store.end / 2, events: [] }
  drawTimeAxis(canvas, {
    scale,
    palette,
    history: history,
    findings: [finding as never],
    notes: [],
    now: store.end,
    playhead: null,
    digits: 6,
  })
  expect(texts(drawings).some((text) => /^0:00\.\d+$/.test(text))).toBe(true)
  const flags = drawings.filter(
    ({ name, colour, path }) => name === 'fill' && colour === palette.bad && path.length === 3,
  )
  expect(flags.map(({ path }) => path[0]?.x)).toEqual([Math.round(scale.x(finding.at))])
  const end = rectangles(drawings, palette.good).at(-1)
  expect((end?.x ?? 0) + (end?.width ?? 0)).toBeGreaterThanOrEqual(WIDTH)
})

test('a break in the axis shows how much idle time it folds, and when the axis goes on', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 57)
  const folded = new TimeScale(
    new FoldedAxis([
      { from: 0, to: 1e9 },
      { from: 73e9, to: 74e9 },
    ]),
    2e-7,
    0,
  )
  drawTimeAxis(canvas, {
    scale: folded,
    palette,
    history: new ConvergenceHistory(),
    findings: [],
    notes: [],
    now: 74e9,
    playhead: null,
    digits: 6,
  })
  expect(texts(drawings)).toEqual(expect.arrayContaining(['72 s idle', '→ 1:13.0']))
})

test('the playhead is a line with its time, and all after it is dimmed', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 57)
  const playhead = store.end / 2
  drawTimeAxis(canvas, {
    scale,
    palette,
    history,
    findings: [],
    notes: [],
    now: store.end,
    playhead,
    digits: 6,
  })
  expect(texts(drawings)).toContain(formatMoment(playhead))
  const over = recordingCanvas(WIDTH)
  drawOverlay(over, { ...overlay, playhead })
  const [dimmed] = rectangles(over.drawings, palette.background)
  expect(dimmed).toEqual({ x: WIDTH / 2, y: 0, width: WIDTH / 2, height: 400 })
})

test('a start that has not agreed yet is not drawn as an accident', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 57)
  drawTimeAxis(canvas, {
    scale,
    palette,
    history,
    findings: [],
    notes: [],
    now: store.end,
    playhead: null,
    digits: 6,
  })
  const agreedAt = history.samples.times[history.samples.items.findIndex(({ converged }) => converged)] ?? 0
  for (const { x } of [...rectangles(drawings, palette.bad), ...rectangles(drawings, palette.badFill)])
    expect(x).toBeGreaterThanOrEqual(Math.floor(scale.x(agreedAt)))
})

test('disagreement is as high as the share of servers that agree', () => {
  const sample: Convergence = {
    converged: false,
    agreeing: 1,
    total: 4,
    disagreements: [{ server: 'chat-1' } as never],
    notStarted: [],
    unknown: [],
  }
  const history = new ConvergenceHistory()
  history.samples.add(-1e6, { ...sample, converged: true, agreeing: 4, disagreements: [] })
  history.samples.add(0, sample)
  const { drawings, ...canvas } = recordingCanvas(WIDTH, 70)
  drawTimeAxis(canvas, {
    scale,
    palette,
    history,
    findings: [],
    notes: [],
    now: store.end,
    playhead: null,
    digits: 6,
  })
  const bars = rectangles(drawings, palette.bad).filter(({ height }) => height > 2)
  expect(bars).toEqual([{ x: 0, y: 24 + 3 + 40 - 10, width: WIDTH, height: 10 }])
})

test('density grows with the square root of the packets, and the busiest column fills its lane', () => {
  const bins = countPackets(store.events, filtered, layout, scale, WIDTH)
  const totals = (counts: (Uint32Array | null)[]): number[] =>
    Array.from({ length: WIDTH / 3 }, (_, column) =>
      counts.reduce((sum, data) => sum + (data?.[column] ?? 0), 0),
    )
  const peak = Math.max(
    16,
    ...[...bins.values()].flatMap(({ sent, received }) => [...totals(sent), ...totals(received)]),
  )
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawDensity(canvas, bins, layout, palette, 0)
  const row = rowOf('master-1')
  const foot = row.middle - 9 / 2 - 1
  const hills = drawings.filter(({ name, path }) => name === 'fill' && path[0]?.y === foot)
  const highest = Math.min(...hills.flatMap(({ path }) => path.map(({ y }) => y)))
  const busiest = Math.max(...totals(bins.get('master-1')?.sent ?? []))
  expect(foot - highest).toBeCloseTo((row.height / 2 - 9 / 2 - 3) * Math.sqrt(busiest / peak))
})

const overlay = {
  layout,
  scale,
  palette,
  top: 0,
  cursor: null,
  playhead: null,
  digits: 6,
  textOf: () => 'label',
  hovered: null,
  selectedEvent: null,
  litEvents: [],
}

test('a selected event is above a dimmed background, with a ring where it is not a packet', () => {
  const { drawings, ...canvas } = recordingCanvas(WIDTH)
  drawOverlay(canvas, overlay)
  expect(drawings.map(({ name }) => name)).toEqual(['clearRect'])
  const state = events.find((event) => event.t === 'state')
  if (state?.t !== 'state') throw new Error('no state')
  drawOverlay(canvas, { ...overlay, selectedEvent: state })
  expect(drawings.find(({ alpha }) => alpha < 1)?.args).toEqual([0, 0, WIDTH, 400])
  const ring = drawings.find(({ name, colour }) => name === 'stroke' && colour === palette.selection)
  expect(ring?.path).toEqual([{ x: scale.x(state.at), y: rowOf(state.process).middle }])
})

test('the time at the pointer stays inside the view', () => {
  for (const cursor of [10, WIDTH - 5]) {
    const { drawings, ...canvas } = recordingCanvas(WIDTH)
    drawOverlay(canvas, { ...overlay, cursor })
    const [label] = drawings.filter(({ name }) => name === 'fillText')
    const [text, x] = (label?.args ?? []) as [string, number]
    expect(text).toMatch(/^0:0\d\.\d{6}$/)
    expect(x).toBeGreaterThan(0)
    expect(x + text.length * 6).toBeLessThan(WIDTH)
  }
})
