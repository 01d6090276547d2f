// What one owner may change in place, because it made it itself; everything else it must copy first.

export class CopyOnWrite {
  readonly #owned = new WeakSet<object>()

  adopt<T extends object>(thing: T): T {
    this.#owned.add(thing)
    return thing
  }

  /** The map itself if it is the owner's, else a copy that is. */
  map<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
    return this.#owned.has(map) ? (map as Map<K, V>) : this.adopt(new Map(map))
  }

  object<T extends object>(thing: T): T {
    return this.#owned.has(thing) ? thing : this.adopt({ ...thing })
  }
}
