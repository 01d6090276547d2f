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
  x1: number
  y1: number
  x2: number
  y2: number
  /**
   * The end that is not known; the arrow is drawn dashed, and half as long where that end should have been seen.
   * `untapped`: nobody could see it.
   */
  dangling: 'receipt' | 'sending' | 'untapped' | null
}

export interface Mark {
  event: TimelineEvent
  x: number
  y: number
  phase: Phase | null
}

export interface Scene {
  arrows: Arrow[]
  marks: Mark[]
  /** There are more arrows than `MAX_ARROWS`: lanes show density instead. */
  crowded: boolean
}

/** More arrows than this are neither fast nor readable. */
export const MAX_ARROWS = 2000
const MAX_MARKS = 3000
const MIN_MARK_DISTANCE_PX = 6
const STUB_LENGTH_PX = 26

/** The filtered events that are in view. */
export function composeScene(
  store: EventStore,
  filtered: FilteredIndex,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Scene {
  const places = packetsInView(store, filtered, scale.time(0), scale.time(width))
  const marks = placeMarks(store.events, filtered.marks, layout, scale, width)
  if (!places) return { arrows: [], marks, crowded: true }
  const arrows = places.map((place) => placeArrow(store.events.at(place) as PacketEvent, layout, scale))
  return { arrows: arrows.filter((arrow) => arrow !== null), marks, crowded: false }
}

/** Null if there are more than can be shown as arrows. */
function packetsInView(
  { events, maxLatency }: EventStore,
  filtered: FilteredIndex,
  from: number,
  to: number,
): number[] | null {
  const places: number[] = []
  const last = filtered.after(to)
  for (let index = filtered.from(from - maxLatency); index < last; index += 1) {
    const place = filtered.placeAt(index)
    if (!events.isPacket(place) || events.endAt(place) < from) continue
    if (places.push(place) > MAX_ARROWS) return null
  }
  return places
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
    x1,
    y1: sender.middle,
    x2,
    y2: receiver.middle,
    dangling: null,
  }
  const unseenEnd = packet.received === null ? receiver : packet.sent === null ? sender : null
  if (unseenEnd?.lane.id === OUTSIDE) return { ...arrow, dangling: 'untapped' }
  if (packet.received === null) return { ...arrow, dangling: 'receipt', ...stub(arrow, 0.45) }
  if (packet.sent === null) return { ...arrow, dangling: 'sending', ...root(arrow, 0.45) }
  return arrow
}

function stub(arrow: Arrow, share: number): { x2: number; y2: number } {
  return { x2: arrow.x1 + STUB_LENGTH_PX, y2: arrow.y1 + (arrow.y2 - arrow.y1) * share }
}

function root(arrow: Arrow, share: number): { x1: number; y1: number } {
  return { x1: arrow.x2 - STUB_LENGTH_PX, y1: arrow.y2 + (arrow.y1 - arrow.y2) * share }
}

/** Of too many marks, keeps one for every few pixels of a lane, and all errors. */
function placeMarks(
  events: EventColumns,
  places: readonly number[],
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Mark[] {
  const first = bisect(places, (place) => events.timeAt(place) >= scale.time(0))
  const last = bisect(places, (place) => events.timeAt(place) > scale.time(width))
  const lastX = last - first > MAX_MARKS ? new Map<string, number>() : null
  const marks: Mark[] = []
  for (let index = first; index < last; index += 1) {
    const event = events.at(places[index] as number)
    const row = 'process' in event ? layout.byId.get(laneId(event.process)) : undefined
    if (!row) continue
    const x = scale.x(timeOf(event))
    if (lastX && x - (lastX.get(row.lane.id) ?? -Infinity) < MIN_MARK_DISTANCE_PX && !isError(event)) continue
    lastX?.set(row.lane.id, x)
    const y = row.middle + Math.min(16, row.height / 2 - 5)
    marks.push({ event, x, y, phase: eventPhase(event) })
  }
  return marks
}

function isError(event: TimelineEvent): boolean {
  return event.t === 'fault' || event.t === 'gap' || (event.t === 'log' && event.level === 'error')
}
