// Decides when to send `startOver`: once in a master's life, when every expected server has recorded its start (§5).

export class StartOver {
  readonly #send: () => void
  readonly #recorded = new Set<string>()
  #expected: readonly string[] | undefined
  #done = false

  constructor(send: () => void) {
    this.#send = send
  }

  get isDone(): boolean {
    return this.#done
  }

  /** Undefined until `expect` is called; until then `startOver` is not sent. */
  get expected(): readonly string[] | undefined {
    return this.#expected
  }

  /** Ids of the expected servers that have not recorded. */
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
    this.#send()
  }
}
