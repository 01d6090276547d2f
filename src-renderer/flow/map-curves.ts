// The curves of the map's links, and the places of their texts: no text covers a node or another text.
import type { MapBox, MapLayout, MapNode } from './map-layout.ts'
import type { MapLink } from './map-links.ts'

export interface MapCurve {
  link: MapLink
  /** SVG path data. */
  path: string
  /** The middle of the text; null if there is no room for it. */
  label: MapBox | null
  /** A point on the curve, for a mark where there is no text. */
  middle: { x: number; y: number }
}

interface Point {
  x: number
  y: number
}

/** Where on the curve a text may be, the best place first. */
const LABEL_PLACES = [0.4, 0.3, 0.5, 0.22, 0.6, 0.7]
const LABEL_HEIGHT_PX = 18
const CHARACTER_PX = 6.4
const LABEL_INSET_PX = 10
/** Between the two directions of calls. */
const SIDE_PX = 5
/** Around the master. */
const CLEAR_PX = 16
const SPREAD_PX = 40
/** How far a link of neighbours bends to the middle. */
const BEND_PX = 34

/** @param textOf empty for a link without a text */
export function mapCurves(
  { nodes }: MapLayout,
  links: readonly MapLink[],
  textOf: (link: MapLink) => string,
): MapCurve[] {
  const byKey = new Map(nodes.map((node) => [node.key, node]))
  const middle = nodes.find(({ kind }) => kind === 'master')
  const taken: MapBox[] = nodes.slice()
  return links.flatMap((link): MapCurve[] => {
    const [from, to] = [byKey.get(link.from), byKey.get(link.to)]
    if (!from || !to) return []
    const curve = from === to ? loopOf(from) : curveOf(from, to, middle, link)
    const text = textOf(link)
    const label = text === '' ? null : placeLabel(curve, text, taken)
    if (label) taken.push(label)
    return [{ link, path: pathOf(curve), label, middle: pointAt(curve, 0.5) }]
  })
}

/** A cubic curve. */
type Curve = readonly [Point, Point, Point, Point]

/** Calls within a type: a loop at the side of its node. */
function loopOf({ x, y, width, height }: MapNode): Curve {
  const right = x + width
  const middle = y + height / 2
  return [
    { x: right, y: middle - 9 },
    { x: right + 30, y: middle - 22 },
    { x: right + 30, y: middle + 22 },
    { x: right, y: middle + 9 },
  ]
}

function curveOf(from: MapNode, to: MapNode, middle: MapNode | undefined, link: MapLink): Curve {
  const side = link.kind === 'control' ? 0 : SIDE_PX * (middleX(from) <= middleX(to) ? 1 : -1)
  const start = exitOf(from, to, side)
  const end = exitOf(to, from, side)
  if (link.kind === 'control') return [start, between(start, end, 1 / 3), between(start, end, 2 / 3), end]
  const isSameSide = from.isAbove === to.isAbove && from.kind === to.kind
  if (isSameSide) {
    const towards = from.isAbove ? 1 : -1
    const bend = Math.min(BEND_PX + Math.abs(end.x - start.x) * 0.06, 64) + Math.abs(side)
    const one = { x: start.x + (end.x - start.x) * 0.2, y: start.y + bend * towards }
    const other = { x: start.x + (end.x - start.x) * 0.8, y: end.y + bend * towards }
    return [start, one, other, end]
  }
  const one = between(start, end, 0.3)
  const other = between(start, end, 0.7)
  const aside = asideOfMiddle(start, end, middle)
  // A little upright at its ends, so that links of neighbours do not lie on each other.
  const upright = (end.y - start.y) * 0.12
  return [start, { x: one.x + aside, y: one.y + upright }, { x: other.x + aside, y: other.y - upright }, end]
}

/** Calls go around the master, not behind it: how far the curve has to bend for that. */
function asideOfMiddle(start: Point, end: Point, middle: MapBox | undefined): number {
  if (!middle) return 0
  const y = middle.y + middle.height / 2
  const isAcross = start.y < y !== end.y < y
  if (!isAcross) return 0
  const x = start.x + ((end.x - start.x) * (y - start.y)) / (end.y - start.y)
  const [left, right] = [middle.x - CLEAR_PX, middle.x + middle.width + CLEAR_PX]
  // A curve that is a little farther out for each way keeps links beside each other.
  const spread = (x - left) / (right - left)
  if (spread <= 0 || spread >= 1) return 0
  const by = spread < 0.5 ? left - x - spread * SPREAD_PX : right - x + (1 - spread) * SPREAD_PX
  return (by * 4) / 3
}

/** Where a link leaves a node: at the side that faces the middle. */
function exitOf(node: MapNode, other: MapNode, side: number): Point {
  const lean = Math.max(-0.3, Math.min(0.3, (middleX(other) - middleX(node)) / 900))
  const x = middleX(node) + lean * node.width + side
  if (node.kind === 'master' || node.kind === 'bus') {
    const isAbove = other.y < node.y
    const within = Math.max(node.x + 10, Math.min(node.x + node.width - 10, middleX(other)))
    const shared = node.kind === 'bus' ? within : middleX(node) + lean * node.width * 1.4 + side
    return { x: shared, y: isAbove ? node.y : node.y + node.height }
  }
  return { x, y: node.isAbove ? node.y + node.height : node.y }
}

function placeLabel(curve: Curve, text: string, taken: readonly MapBox[]): MapBox | null {
  const width = Math.ceil(text.length * CHARACTER_PX) + LABEL_INSET_PX
  for (const place of LABEL_PLACES) {
    const { x, y } = pointAt(curve, place)
    const box = { x: x - width / 2, y: y - LABEL_HEIGHT_PX / 2, width, height: LABEL_HEIGHT_PX }
    if (box.x >= 0 && !taken.some((other) => overlaps(box, other))) return box
  }
  return null
}

export function overlaps(one: MapBox, other: MapBox): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

function middleX({ x, width }: MapBox): number {
  return x + width / 2
}

function between(one: Point, other: Point, share: number): Point {
  return { x: one.x + (other.x - one.x) * share, y: one.y + (other.y - one.y) * share }
}

function pointAt([a, b, c, d]: Curve, t: number): Point {
  const ab = between(a, b, t)
  const bc = between(b, c, t)
  const cd = between(c, d, t)
  return between(between(ab, bc, t), between(bc, cd, t), t)
}

function pathOf(curve: Curve): string {
  const [a, b, c, d] = curve.map(({ x, y }) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`)
  return `M${a}C${b} ${c} ${d}`
}
