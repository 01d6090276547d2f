// What is in view: arrows and marks between two pixels of the axis, with their places. Drawing and hit-testing read the same scene.
import type { PacketEvent, Phase, TimelineEvent } from '../../src-main/timeline/index.ts'
import { timeOf } from '../../src-main/timeline/index.ts'
import { laneId } from './lanes.ts'
import type { LaneLayout } from './layout.ts'
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

export type Filter = (event: TimelineEvent) => boolean

/** More exact arrows than this are neither fast nor readable. */
export const MOST_ARROWS = 2000
const MOST_MARKS = 3000
const STUB = 26

export function composeScene(
  store: EventStore,
  layout: LaneLayout,
  scale: TimeScale,
  width: number,
  filter: Filter,
): Scene {
  const from = scale.time(0)
  const to = scale.time(width)
  const arrows: Arrow[] = []
  let total = 0
  const last = store.packets.after(to)
  for (let index = store.packets.from(from - store.longest); index < last; index++) {
    const packet = store.packets.items[index] as PacketEvent
    if (endOf(packet) < from || !filter(packet)) continue
    total += 1
    if (total > MOST_ARROWS) break
    const arrow = placeArrow(packet, layout, scale)
    if (arrow) arrows.push(arrow)
  }
  const crowded = total > MOST_ARROWS
  const marks = placeMarks(store, layout, scale, from, to, filter)
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

function placeMarks(
  store: EventStore,
  layout: LaneLayout,
  scale: TimeScale,
  from: number,
  to: number,
  filter: Filter,
): Mark[] {
  const marks: Mark[] = []
  const last = store.marks.after(to)
  for (let index = store.marks.from(from); index < last && marks.length < MOST_MARKS; index++) {
    const event = store.marks.items[index] as TimelineEvent
    if (!filter(event) || !('process' in event)) continue
    const row = layout.byId.get(laneId(event.process))
    if (!row) continue
    const below = row.middle + Math.min(16, row.height / 2 - 5)
    marks.push({ event, x: scale.x(timeOf(event)), y: below, phase: phaseOfEvent(event) })
  }
  return marks
}
