// How the arrow keys move between the nodes of the map.
import type { MapBox, MapNode } from './map-layout.ts'

const DIRECTIONS: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
/** How much farther a node seems that is beside the way. */
const ASIDE = 2.5

/** Returns the node that a key leads to; the same one if there is none in its direction, null for other keys. */
export function nodeInDirection(nodes: readonly MapNode[], from: MapNode, key: string): MapNode | null {
  if (key === 'Home') return nodes[0] ?? null
  if (key === 'End') return nodes.at(-1) ?? null
  const direction = DIRECTIONS[key]
  if (!direction) return null
  let best = from
  let least = Infinity
  for (const node of nodes) {
    const dx = middle(node).x - middle(from).x
    const dy = middle(node).y - middle(from).y
    const ahead = dx * direction.x + dy * direction.y
    if (node === from || ahead <= 1) continue
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x)
    const distance = ahead + aside * ASIDE
    if (distance < least) [best, least] = [node, distance]
  }
  return best
}

function middle({ x, y, width, height }: MapBox): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 }
}
