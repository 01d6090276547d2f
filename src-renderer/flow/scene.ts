// The scene: arrows and marks in view, with their positions. Drawing and hit testing use the same scene.
import { bisect } from '../../core/kit/binary-search.ts'
import type { EventColumns, PacketEvent, Phase, TimelineEvent } from '../../src-main/timeline/index.ts'
import { timeOf } from '../../src-main/timeline/index.ts'
import { laneId, OUTSIDE } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { FilteredIndex } from './filtered-index.ts'
import { endOf, eventPhase, startOf } from './phase.ts'
import type { TimeScale } from './scale.ts'
import type { EventStore } from './store.ts'

export interface Arrow {
  packet: PacketEvent
  phase: Phase
  /** A failed packet was dropped by a fault, or carries an error. */
  line: 'request' | 'answer' | 'failed'
  x1: number
  y1: number
  x2: number
  y2: number
  /**
   * The end that is not known; the arrow is drawn dashed, and half as long where that end should have been seen.
   * `untapped`: nobody could see it.
   */
  dangling: 'receipt' | 'sending' | 'untapped' | null
  /** It does not pass the filter. */
  isDimmed: boolean
}

export interface Mark {
  event: TimelineEvent
  x: number
  y: number
  phase: Phase | null
  isDimmed: boolean
}

export interface Scene {
  arrows: Arrow[]
  marks: Mark[]
  /** The signs of crashes, above the bands. */
  ends: { x: number; y: number }[]
  /** There are more packets than `MAX_ARROWS`: lanes show density instead. */
  crowded: boolean
}

/** More arrows than this are not readable. */
export const MAX_ARROWS = 150
/** A crowded scene gets arrows again when it has so many fewer, so that a small pan does not switch to and fro. */
const HYSTERESIS = 1.3
const MAX_MARKS = 1000
const MIN_MARK_DISTANCE_PX = 6
const STUB_LENGTH_PX = 26
const MAX_MARK_OFFSET_PX = 16
const END_OFFSET_PX = 13
/** What `isError` may be true of. */
const ERROR_KINDS: ReadonlySet<string> = new Set(['fault', 'gap', 'log'])

export interface SceneOptions {
  /** Whether the scene before was crowded. */
  wasCrowded?: boolean
  /** Whether the event at a place is dimmed; null if none is. */
  dimmed?: ((place: number) => boolean) | null
}

/** The filtered events that are in view. */
export function composeScene(
  store: EventStore,
  filtered: FilteredIndex,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
  { wasCrowded = false, dimmed = null }: SceneOptions = {},
): Scene {
  const most = wasCrowded ? Math.floor(MAX_ARROWS / HYSTERESIS) : MAX_ARROWS
  const places = packetsInView(store, filtered, scale.time(0), scale.time(width), most)
  const marks = placeMarks(store.events, filtered.marks, layout, scale, width, dimmed)
  if (!places) return { arrows: [], marks, ends: [], crowded: true }
  const arrows = places.flatMap((place) => {
    const arrow = placeArrow(store.events.at(place) as PacketEvent, layout, scale)
    return arrow ? { ...arrow, isDimmed: dimmed?.(place) ?? false } : []
  })
  return { arrows, marks, ends: placeEnds(layout, scale, width), crowded: false }
}

/** The y of the sign of a crash. */
export function endY({ middle }: { middle: number }): number {
  return middle - END_OFFSET_PX
}

function placeEnds(layout: LaneLayout, scale: TimeScale, width: number): Scene['ends'] {
  return layout.bands.flatMap((band) =>
    band.lanes.flatMap(({ states }) => {
      const inView = states.items.slice(states.from(scale.time(0)), states.after(scale.time(width)))
      const first = states.from(scale.time(0))
      return inView.flatMap((state, index) =>
        state === 'crashed' ? { x: scale.x(states.times[first + index] as number), y: endY(band) } : [],
      )
    }),
  )
}

/** Null if there are more than `most`. */
function packetsInView(
  { events, maxLatency }: EventStore,
  filtered: FilteredIndex,
  from: number,
  to: number,
  most: number,
): number[] | null {
  const last = filtered.after(to)
  const first = filtered.from(from)
  const inView: number[] = []
  for (let index = first; index < last; index += 1) {
    const place = filtered.placeAt(index)
    if (events.isPacket(place) && inView.push(place) > most) return null
  }
  const reaching: number[] = []
  for (let index = filtered.from(from - maxLatency); index < first; index += 1) {
    index = filtered.ends.skip(index, first, from)
    if (index === first) break
    const place = filtered.placeAt(index)
    if (!events.isPacket(place) || events.endAt(place) < from) continue
    if (reaching.push(place) + inView.length > most) return null
  }
  return [...reaching, ...inView]
}

export function placeArrow(packet: PacketEvent, layout: LaneLayout, scale: TimeScale): Arrow | null {
  const sender = layout.byId.get(laneId(packet.from))
  const receiver = layout.byId.get(laneId(packet.to))
  if (!sender || !receiver) return null
  const x1 = scale.x(startOf(packet))
  const x2 = scale.x(endOf(packet))
  const arrow: Arrow = {
    packet,
    phase: packet.phase,
    line: lineOf(packet),
    x1,
    y1: sender.middle,
    x2,
    y2: receiver.middle,
    dangling: null,
    isDimmed: false,
  }
  const unseenEnd = packet.received === null ? receiver : packet.sent === null ? sender : null
  if (unseenEnd?.lanes[0]?.id === OUTSIDE) return { ...arrow, dangling: 'untapped' }
  if (packet.received === null) return { ...arrow, dangling: 'receipt', ...stub(arrow, 0.45) }
  if (packet.sent === null) return { ...arrow, dangling: 'sending', ...root(arrow, 0.45) }
  return arrow
}

function lineOf({ phase, answers, calls, dropped }: PacketEvent): Arrow['line'] {
  if (phase === 'error' || dropped || calls?.some(({ error }) => error)) return 'failed'
  return answers !== undefined || calls?.some((call) => call.answers !== undefined) ? 'answer' : 'request'
}

function stub(arrow: Arrow, share: number): { x2: number; y2: number } {
  return { x2: arrow.x1 + STUB_LENGTH_PX, y2: arrow.y1 + (arrow.y2 - arrow.y1) * share }
}

function root(arrow: Arrow, share: number): { x1: number; y1: number } {
  return { x1: arrow.x2 - STUB_LENGTH_PX, y1: arrow.y2 + (arrow.y1 - arrow.y2) * share }
}

/** The y of the marks of a lane. */
export function markY({ middle, height }: { middle: number; height: number }): number {
  return middle + Math.min(MAX_MARK_OFFSET_PX, height / 2 - 5)
}

/** Of too many marks, keeps one for every few pixels of a lane, and all errors. */
function placeMarks(
  events: EventColumns,
  places: readonly number[],
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
  dimmed: SceneOptions['dimmed'],
): Mark[] {
  const first = bisect(places, (place) => events.timeAt(place) >= scale.time(0))
  const last = bisect(places, (place) => events.timeAt(place) > scale.time(width))
  const isThinned = last - first > MAX_MARKS
  const lastX = new Map<string, number>()
  /** By process: until when its marks are too near to the last one of their band. */
  const nearUntil: number[] = []
  const marks: Mark[] = []
  for (let index = first; index < last; index += 1) {
    const place = places[index] as number
    const process = events.processAt(place)
    const isNear = isThinned && events.timeAt(place) < (nearUntil[process] ?? Number.NEGATIVE_INFINITY)
    // Most of many marks are left out here: their events are not read.
    if (isNear && !ERROR_KINDS.has(events.kindAt(place))) continue
    const event = events.at(place)
    const band = 'process' in event ? layout.byId.get(laneId(event.process)) : undefined
    if (!band) continue
    const x = scale.x(timeOf(event))
    const nearTo = (lastX.get(band.key) ?? Number.NEGATIVE_INFINITY) + MIN_MARK_DISTANCE_PX
    const isLeftOut = isThinned && x < nearTo && !isError(event)
    if (!isLeftOut) lastX.set(band.key, x)
    nearUntil[process] = scale.time(isLeftOut ? nearTo : x + MIN_MARK_DISTANCE_PX)
    if (isLeftOut) continue
    const isDimmed = dimmed?.(place) ?? false
    marks.push({ event, x, y: markY(band), phase: eventPhase(event), isDimmed })
  }
  return marks
}

function isError(event: TimelineEvent): boolean {
  return event.t === 'fault' || event.t === 'gap' || (event.t === 'log' && event.level === 'error')
}
