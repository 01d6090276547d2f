// Announces facts to whoever listens. A typed map of names to argument lists, and nothing else.

type Listener<Args extends unknown[]> = (...args: Args) => void

export class Emitter<Facts extends Record<string, unknown[]>> {
  readonly #listeners = new Map<keyof Facts, Set<Listener<never>>>()

  /** Returns its undo. */
  on<Name extends keyof Facts>(name: Name, listener: Listener<Facts[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  emit<Name extends keyof Facts>(name: Name, ...args: Facts[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<Facts[Name]>)(...args)
  }
}
