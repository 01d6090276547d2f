// What is in view: arrows and marks between two pixels of the axis, with their places. Drawing and hit-testing read the same scene.
import type { EventColumns, PacketEvent, Phase, TimelineEvent } from '../../src-main/timeline/index.ts'
import { timeOf } from '../../src-main/timeline/index.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
import type { Listed } from './listing.ts'
import { endOf, phaseOfEvent, startOf } from './phase.ts'
import type { TimeScale } from './scale.ts'
import type { EventStore } from './store.ts'

export interface Arrow {
  packet: PacketEvent
  phase: Phase
  x1: number
  y1: number
  x2: number
  y2: number
  /** One end is not known: drawn dashed, and only half of the way. */
  dangling: 'receipt' | 'sending' | null
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
  /** More arrows than can be drawn or read: lanes show density instead. */
  crowded: boolean
}

/** More exact arrows than this are neither fast nor readable. */
export const MOST_ARROWS = 2000
const MOST_MARKS = 3000
const STUB = 26

/** Of the events that are listed, those in view. */
export function composeScene(
  { events, longest }: Pick<EventStore, 'events' | 'longest'>,
  listed: Listed,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
): Scene {
  const from = scale.time(0)
  const last = listed.after(scale.time(width))
  const arrows: Arrow[] = []
  const marks: Mark[] = []
  let total = 0
  for (let index = listed.from(from - longest); index < last; index += 1) {
    const place = listed.placeAt(index)
    if (events.endAt(place) < from) continue
    if (!events.isPacket(place)) {
      const mark = marks.length < MOST_MARKS ? placeMark(events, place, layout, scale) : null
      if (mark) marks.push(mark)
    } else if (++total <= MOST_ARROWS) {
      const arrow = placeArrow(events.at(place) as PacketEvent, layout, scale)
      if (arrow) arrows.push(arrow)
    }
  }
  const crowded = total > MOST_ARROWS
  return { arrows: crowded ? [] : arrows, marks, crowded }
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
  if (packet.received === null) return { ...arrow, dangling: 'receipt', ...stub(arrow, 0.45) }
  if (packet.sent === null) return { ...arrow, dangling: 'sending', ...root(arrow, 0.45) }
  return arrow
}

function stub(arrow: Arrow, share: number): { x2: number; y2: number } {
  return { x2: arrow.x1 + STUB, y2: arrow.y1 + (arrow.y2 - arrow.y1) * share }
}

function root(arrow: Arrow, share: number): { x1: number; y1: number } {
  return { x1: arrow.x2 - STUB, y1: arrow.y2 + (arrow.y1 - arrow.y2) * share }
}

/** States and the life of a process are the lane itself. */
function placeMark(events: EventColumns, place: number, layout: LaneLayout, scale: TimeScale): Mark | null {
  const event = events.at(place)
  if (event.t === 'state' || event.t === 'process' || !('process' in event)) return null
  const row = layout.byId.get(laneId(event.process))
  if (!row) return null
  const y = row.middle + Math.min(16, row.height / 2 - 5)
  return { event, x: scale.x(timeOf(event)), y, phase: phaseOfEvent(event) }
}
