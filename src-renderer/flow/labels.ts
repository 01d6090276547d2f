// Labels of arrows, where there is room: no label overlaps another one, a mark, a lane's band or another arrow.
import { bisect } from '../../core/kit/binary-search.ts'
import { LOOP_HEIGHT_PX } from './hit.ts'
import { bandsBetween, type LaneLayout } from './layout.ts'
import type { Arrow, Scene } from './scene.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Label extends Box {
  text: string
  arrow: Arrow
}

interface LabelInput {
  /** The part of the lanes that is in view, pixels. */
  view: Box
  layout: LaneLayout
  textOf: (arrow: Arrow) => string
  /** Returns the width of a text, pixels. */
  measure: (text: string) => number
}

export const LABEL_HEIGHT_PX = 13
/** Half the height of a band, with its ends of arrows. */
const BAND_ROOM_PX = 8
const MARK_ROOM_PX = 6
const MARK_SIZE = { width: 2 * MARK_ROOM_PX, height: 2 * MARK_ROOM_PX }
const GAP_PX = 7
/** Arrows of one sender and name that begin so near to each other have one label. */
const FAN_WIDTH_PX = 4
const MAX_CHARACTERS = 32
/** Where along an arrow a label may be, best first. */
const PLACES = [0.5, 0.38, 0.62, 0.26, 0.74, 0.15, 0.85]

/** Failures get a label first, then what is no RPC, then long arrows. */
export function placeLabels(scene: Scene, input: LabelInput): Label[] {
  const { view, layout } = input
  const bands = bandsBetween(layout, view.y, view.y + view.height).map(({ middle }): Box => ({
    ...view,
    y: middle - BAND_ROOM_PX,
    height: 2 * BAND_ROOM_PX,
  }))
  const marks = [...scene.marks, ...scene.ends, ...scene.arrows.filter(isMarked).map(markOf)]
    .map(({ x, y }) => ({ x: x - MARK_ROOM_PX, y: y - MARK_ROOM_PX, ...MARK_SIZE }))
    .sort((one, other) => one.x - other.x)
  const labels: Label[] = []
  const isFree = (box: Box, arrow: Arrow): boolean =>
    contains(view, box) &&
    ![bands, labels].some((boxes) => boxes.some((other) => overlap(box, other))) &&
    !overlapsMark(box, marks) &&
    !scene.arrows.some((other) => crosses(other, box, other === arrow ? 0 : 1))
  for (const { arrow, text } of namedArrows(scene.arrows, input)) {
    const width = Math.ceil(input.measure(text))
    const box = candidates(arrow, width).find((candidate) => isFree(candidate, arrow))
    if (box) labels.push({ ...box, text, arrow })
  }
  return labels
}

/** The middle of a failed arrow, where its cross is. */
export function markOf({ x1, y1, x2, y2 }: Arrow): { x: number; y: number } {
  const lift = y1 === y2 ? LOOP_HEIGHT_PX : 0
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - lift }
}

/** Whether an arrow has a cross at its middle; a dangling one has it at its end. */
export function isMarked({ line, dangling }: Arrow): boolean {
  return line === 'failed' && dangling === null
}

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

/** @param marks in the order of x, because there may be very many */
function overlapsMark(box: Box, marks: readonly Box[]): boolean {
  const first = bisect(marks, ({ x }) => x > box.x - MARK_SIZE.width)
  for (let index = first; index < marks.length; index += 1) {
    const mark = marks[index] as Box
    if (mark.x >= box.x + box.width) return false
    if (overlap(box, mark)) return true
  }
  return false
}

function contains(view: Box, box: Box): boolean {
  return (
    box.x >= view.x &&
    box.x + box.width <= view.x + view.width &&
    box.y >= view.y &&
    box.y + box.height <= view.y + view.height
  )
}

interface NamedArrow {
  arrow: Arrow
  text: string
}

/** The arrows in view, most important first; those that are sent together under one name have one label. */
function namedArrows(arrows: readonly Arrow[], { view, textOf }: LabelInput): NamedArrow[] {
  const isInView = ({ x1, x2 }: Arrow): boolean =>
    Math.max(x1, x2) >= view.x && Math.min(x1, x2) <= view.x + view.width
  const fans = new Map<string, Arrow[]>()
  const named: { text: string; fan: Arrow[] }[] = []
  for (const arrow of arrows) {
    if (arrow.isDimmed || !isInView(arrow)) continue
    const text = textOf(arrow)
    const key = `${arrow.packet.from} ${arrow.line} ${text}`
    const fan = fans.get(key)
    if (fan && Math.abs(arrow.x1 - (fan.at(-1)?.x1 ?? 0)) < FAN_WIDTH_PX) fan.push(arrow)
    else {
      fans.set(key, [arrow])
      named.push({ text, fan: fans.get(key) ?? [] })
    }
  }
  return named
    .map(({ text, fan }) => ({
      arrow: fan.reduce((longest, arrow) => (length(arrow) > length(longest) ? arrow : longest)),
      text: shorten(text) + (fan.length > 1 ? ` · ${fan.length}` : ''),
    }))
    .sort((one, other) => rank(one.arrow) - rank(other.arrow) || length(other.arrow) - length(one.arrow))
}

function rank({ line, phase }: Arrow): number {
  return line === 'failed' ? 0 : phase === 'rpc' ? 2 : 1
}

function length({ y1, y2 }: Arrow): number {
  return Math.abs(y2 - y1)
}

function shorten(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`
}

/** A label is beside a steep arrow, and above a flat one. */
function candidates(arrow: Arrow, width: number): Box[] {
  const { x1, y1, x2, y2 } = arrow
  const size = { width, height: LABEL_HEIGHT_PX }
  if (y1 === y2) {
    const above = y1 - LOOP_HEIGHT_PX - LABEL_HEIGHT_PX - 2
    return [{ x: (x1 + x2 - width) / 2, y: above, ...size }]
  }
  const slope = Math.abs((x2 - x1) / (y2 - y1))
  const beside = (slope * LABEL_HEIGHT_PX) / 2 + GAP_PX
  const above = width / slope / 2 + LABEL_HEIGHT_PX + 1
  return PLACES.flatMap((place) => {
    const x = x1 + (x2 - x1) * place
    const y = y1 + (y2 - y1) * place
    if (above < beside) return [{ x: x - width / 2, y: y - above, ...size }]
    const top = y - LABEL_HEIGHT_PX / 2
    return [
      { x: x + beside, y: top, ...size },
      { x: x - beside - width, y: top, ...size },
    ]
  })
}

/** Whether an arrow's line comes nearer to a box than `distance`. */
function crosses(arrow: Arrow, box: Box, distance: number): boolean {
  const { x, y, width, height } = box
  if (Math.max(arrow.x1, arrow.x2) < x - distance || Math.min(arrow.x1, arrow.x2) > x + width + distance)
    return false
  const lift = arrow.y1 === arrow.y2 ? LOOP_HEIGHT_PX : 0
  return touches(arrow.x1, arrow.y1 - lift, arrow.x2, arrow.y2 - lift, {
    x: x - distance,
    y: y - distance,
    width: width + 2 * distance,
    height: height + 2 * distance,
  })
}

/** Whether a segment has a point in a box: the segment is cut to the box on both axes. */
function touches(x1: number, y1: number, x2: number, y2: number, box: Box): boolean {
  let [from, to] = [0, 1]
  for (const [start, delta, low, high] of [
    [x1, x2 - x1, box.x, box.x + box.width],
    [y1, y2 - y1, box.y, box.y + box.height],
  ] as const) {
    if (delta === 0 && (start < low || start > high)) return false
    if (delta === 0) continue
    const [one, other] = [(low - start) / delta, (high - start) / delta]
    from = Math.max(from, Math.min(one, other))
    to = Math.min(to, Math.max(one, other))
  }
  return from <= to
}
