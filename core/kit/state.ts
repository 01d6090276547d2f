// A state: one value of a union, with one setter that reports each change.

export class State<Value extends string> {
  #value: Value
  readonly #onChange: (from: Value, to: Value, reason?: string) => void

  constructor(initial: Value, onChange: (from: Value, to: Value, reason?: string) => void) {
    this.#value = initial
    this.#onChange = onChange
  }

  get value(): Value {
    return this.#value
  }

  /** Setting the current value again is not reported. */
  set(next: Value, reason?: string): void {
    if (next === this.#value) return
    const from = this.#value
    this.#value = next
    this.#onChange(from, next, reason)
  }

  is(...values: Value[]): boolean {
    return values.includes(this.#value)
  }
}
