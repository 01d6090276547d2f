// Reports refused peers, at most once a second: a stranger must not be able to fill the timeline.
const INTERVAL_MS = 1_000

export class Refusals {
  readonly #report: (conn: string, reason: string) => void
  #timer: NodeJS.Timeout | undefined
  #count = 0
  #last: [conn: string, reason: string] = ['', '']

  /** `report` gets the connection and the reason; for several at once, the last ones and their number. */
  constructor(report: (conn: string, reason: string) => void) {
    this.#report = report
  }

  add(conn: string, reason: string): void {
    this.#last = [conn, reason]
    this.#count++
    if (this.#timer === undefined) this.#flush()
  }

  /** Reports what was not reported yet. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#count > 0) this.#send()
  }

  #flush(): void {
    this.#timer = undefined
    if (this.#count === 0) return
    this.#send()
    this.#timer = setTimeout(() => this.#flush(), INTERVAL_MS).unref()
  }

  #send(): void {
    const [conn, reason] = this.#last
    this.#report(
      conn,
      this.#count === 1 ? reason : `${this.#count} connections were refused; the last: ${reason}`,
    )
    this.#count = 0
  }
}
