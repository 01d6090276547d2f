// Objects that an owner created may change in place; all others are copied before the first change.

export class CopyOnWrite {
  readonly #owned = new WeakSet<object>()

  adopt<T extends object>(thing: T): T {
    this.#owned.add(thing)
    return thing
  }

  /** Returns the map itself if the owner created it, else a copy. */
  map<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
    return this.#owned.has(map) ? (map as Map<K, V>) : this.adopt(new Map(map))
  }

  object<T extends object>(thing: T): T {
    return this.#owned.has(thing) ? thing : this.adopt({ ...thing })
  }
}
