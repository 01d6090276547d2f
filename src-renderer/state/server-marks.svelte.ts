// The servers that are selected together in the server list, for actions on all of them.

export class ServerMarks {
  #ids = $state.raw<ReadonlySet<string>>(new Set())
  /** Where a range begins. */
  #anchor: string | null = null

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  /** Several servers are selected. */
  get areMany(): boolean {
    return this.#ids.size > 1
  }

  /** Selects one server only. */
  start(id: string): void {
    this.#anchor = id
    this.#ids = new Set([id])
  }

  toggle(id: string): void {
    this.#anchor = id
    const ids = new Set(this.#ids)
    if (!ids.delete(id)) ids.add(id)
    this.#ids = ids
  }

  /** Selects from where the range begins to this server. `order`: all servers as listed. */
  extendTo(id: string, order: readonly string[]): void {
    const from = this.#anchor === null ? -1 : order.indexOf(this.#anchor)
    if (from < 0) return this.start(id)
    const to = order.indexOf(id)
    this.#ids = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1))
  }

  markAll(ids: readonly string[]): void {
    this.#anchor = ids[0] ?? null
    this.#ids = new Set(ids)
  }

  clear(): void {
    this.#anchor = null
    if (this.#ids.size > 0) this.#ids = new Set()
  }
}
