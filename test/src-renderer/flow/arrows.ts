// Scenes of arrows between eight servers.
import type { PacketEvent, TimelineEvent } from '../../../src-main/timeline/index.ts'
import { LaneIndex } from '../../../src-renderer/flow/lanes.ts'
import { layoutLanes, type LaneLayout } from '../../../src-renderer/flow/layout.ts'
import { placeLabels, type Label } from '../../../src-renderer/flow/labels.ts'
import { markY, type Arrow, type Scene } from '../../../src-renderer/flow/scene.ts'

const SERVERS = Array.from({ length: 8 }, (_, index) => `chat-${index + 1}`)

export function packet(parts: Partial<PacketEvent>): PacketEvent {
  return {
    t: 'packet',
    seq: 1,
    id: 'b/up/1',
    link: 'control',
    conn: 'b',
    direction: 'up',
    n: 1,
    from: 'chat-1',
    to: 'chat-2',
    event: 'register',
    name: 'register',
    phase: 'register',
    sent: 0,
    received: 10,
    bytes: 10,
    ...parts,
  }
}

interface DrawnArrow {
  from: number
  to: number
  x: number
  lag: number
  line: Arrow['line']
}

export function labelsIn(
  drawn: readonly DrawnArrow[],
  marked: readonly { x: number; lane: number }[],
  width: number,
  height: number,
): { labels: Label[]; scene: Scene; layout: LaneLayout } {
  const lanes = new LaneIndex()
  for (const id of SERVERS) lanes.apply(packet({ from: id, to: id }))
  const layout = layoutLanes(lanes.all(), height)
  const middle = (index: number): number => layout.rows[index]?.middle ?? 0
  const arrows = drawn.map(({ from, to, x, lag, line }): Arrow => {
    return {
      packet: packet({}),
      phase: 'register',
      line,
      x1: x,
      y1: middle(from),
      x2: x + lag,
      y2: middle(to),
      dangling: null,
      isDimmed: false,
    }
  })
  const marks = marked
    .toSorted((one, other) => one.x - other.x)
    .map(({ x, lane }) => ({
      event: { t: 'mark', seq: 1, at: 0, text: '' } satisfies TimelineEvent,
      x,
      y: markY(layout.rows[lane] ?? { middle: 0, height: 0 }),
      phase: null,
      isDimmed: false,
    }))
  const scene: Scene = { arrows, marks, ends: [], crowded: false }
  const view = { x: 0, y: 0, width, height }
  const textOf = (): string => 'register'
  const labels = placeLabels(scene, { view, layout, textOf, measure: (text) => text.length * 6 })
  return { labels, scene, layout }
}
