// Hit testing: the nearest arrow or mark at a point of the flow, or else the lane.
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import { bandAt, type LaneBand, type LaneLayout } from './layout.ts'
import type { Arrow, Scene } from './scene.ts'

const HIT_RADIUS_PX = 6

type Hit = { kind: 'event'; event: TimelineEvent } | { kind: 'lane'; band: LaneBand } | null

export function hitTest(scene: Scene, layout: LaneLayout, x: number, y: number): Hit {
  const event = nearestEvent(scene, x, y)
  if (event) return { kind: 'event', event }
  const band = bandAt(layout, y)
  return band ? { kind: 'lane', band } : null
}

function nearestEvent(scene: Scene, x: number, y: number): TimelineEvent | null {
  let nearest: TimelineEvent | null = null
  let radius = HIT_RADIUS_PX
  for (const mark of scene.marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y)
    if (distance < radius) [nearest, radius] = [mark.event, distance]
  }
  for (const arrow of scene.arrows) {
    const distance = distanceToArrow(arrow, x, y)
    if (distance < radius) [nearest, radius] = [arrow.packet, distance]
  }
  return nearest
}

/** The distance from a point to the arrow's line, in pixels. */
export function distanceToArrow(arrow: Arrow, x: number, y: number): number {
  const lift = arrow.y1 === arrow.y2 ? LOOP_HEIGHT_PX : 0
  return distanceToSegment(arrow.x1, arrow.y1 - lift, arrow.x2, arrow.y2 - lift, x, y)
}

/** A packet from a process to itself is a loop of this height above its lane. */
export const LOOP_HEIGHT_PX = 13

function distanceToSegment(x1: number, y1: number, x2: number, y2: number, x: number, y: number): number {
  const dx = x2 - x1
  const dy = y2 - y1
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / square))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}
