// When every expected server has recorded that it started: told once in a master's life (§5).

export class StartOver {
  readonly #tell: () => void
  readonly #recorded = new Set<string>()
  #expected: readonly string[] | undefined
  #done = false

  constructor(tell: () => void) {
    this.#tell = tell
  }

  get done(): boolean {
    return this.#done
  }

  /** Undefined when nobody said whom to expect: then it is never told. */
  get expected(): readonly string[] | undefined {
    return this.#expected
  }

  /** What it still waits for. */
  get waiting(): string[] {
    return (this.#expected ?? []).filter((id) => !this.#recorded.has(id))
  }

  expect(ids: readonly string[]): void {
    this.#expected = ids
    this.#check()
  }

  record(id: string): void {
    this.#recorded.add(id)
    this.#check()
  }

  #check(): void {
    if (this.#done || !this.#expected?.length || this.waiting.length > 0) return
    this.#done = true
    this.#tell()
  }
}
