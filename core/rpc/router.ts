// Chooses the server of a type that gets a call.
import { createHash } from 'node:crypto'

/** Chooses the items in turn. */
export class RoundRobin {
  readonly #next = new Map<string, number>()

  pick<Item>(serverType: string, items: readonly Item[]): Item | undefined {
    const turn = this.#next.get(serverType) ?? 0
    this.#next.set(serverType, turn + 1)
    return items[turn % items.length]
  }
}

/** Returns the same item for the same key. When an item leaves, only its own keys move (rendezvous hashing). */
export function byKey<Item extends { id: string }>(key: string, items: readonly Item[]): Item | undefined {
  let best: Item | undefined
  let bestWeight = -1
  for (const item of items) {
    const weight = weigh(key, item.id)
    if (weight > bestWeight) [best, bestWeight] = [item, weight]
  }
  return best
}

function weigh(key: string, id: string): number {
  return createHash('sha1').update(key).update('\0').update(id).digest().readUIntBE(0, 6)
}
