// What one owner may change in place, because it made it itself; everything else it must copy first.

export class CopyOnWrite {
  readonly #made = new WeakSet<object>()

  made<T extends object>(thing: T): T {
    this.#made.add(thing)
    return thing
  }

  /** The map itself if it is the owner's, else a copy that is. */
  map<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
    return this.#made.has(map) ? (map as Map<K, V>) : this.made(new Map(map))
  }

  object<T extends object>(thing: T): T {
    return this.#made.has(thing) ? thing : this.made({ ...thing })
  }
}
