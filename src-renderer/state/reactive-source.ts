// Makes plain data reactive: effects and derived values that read it are updated when it changes.
import { createSubscriber } from 'svelte/reactivity'

export class ReactiveSource {
  #update: (() => void) | null = null
  readonly #subscribe = createSubscriber((update) => {
    // Also needed without subscribers: a derived value outside of effects must not become stale.
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
