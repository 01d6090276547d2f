// Typed events: a map of event names to the arguments of their listeners.

type Listener<Args extends unknown[]> = (...args: Args) => void

export class Emitter<Events extends Record<string, unknown[]>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>()

  /** Calls the listener at each event of this name. Returns an unsubscribe function. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  /** Calls the listeners in the order in which they were added; what one throws is not caught. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<Events[Name]>)(...args)
  }
}
