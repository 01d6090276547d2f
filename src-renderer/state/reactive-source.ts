// Makes plain data reactive: whoever reads it is run again after it changed.
import { createSubscriber } from 'svelte/reactivity'

export class ReactiveSource {
  #update: (() => void) | null = null
  readonly #subscribe = createSubscriber((update) => {
    // Kept without subscribers too: a derived value that nobody shows at the moment must not become stale.
    this.#update = update
  })

  /** Makes the effect or derived value that calls it depend on this source. */
  track(): void {
    this.#subscribe()
  }

  notify(): void {
    this.#update?.()
  }
}
