// What the servers of a run printed, as far as the pane shows it: a window into the logs that grows at both ends.
import type { HostApi, LogLine, LogPage, LogQuery, Problem } from '../../src-main/contract/index.ts'
import { problemOf } from '../../src-main/contract/index.ts'

const PAGE_LINES = 1_000
/** Whoever follows and is so many pages behind is shown the newest lines instead. */
const MAX_PAGES_BEHIND = 5
/** More lines are forgotten at the end that is not looked at; the host has them all. */
const MAX_LINES = 20_000

export class Logs {
  lines = $state.raw<readonly LogLine[]>([])
  text = $state('')
  regex = $state(false)
  /** Only this server's; all without. */
  server = $state<string | null>(null)
  follow = $state(true)
  problem = $state.raw<Problem | null>(null)
  /** Whether there are earlier lines. */
  hasEarlier = $state(false)
  readonly #api: HostApi
  readonly #run: string
  #cursor = ''
  #start = ''
  /** Rises with each new question: what an older one is answered is nobody's. */
  #asked = 0
  #busy = false
  #again = false

  constructor(api: HostApi, run: string) {
    this.#api = api
    this.#run = run
  }

  /** The newest lines of what is asked for now. */
  async reload(): Promise<void> {
    const question = (this.#asked += 1)
    await this.#attempt(question, async () => {
      const page = await this.#ask({ limit: PAGE_LINES })
      if (question !== this.#asked) return
      this.lines = page.lines
      this.#cursor = page.cursor
      this.#start = page.start
      // A filtered page may be short of lines and yet have earlier ones.
      this.hasEarlier = page.more
      this.follow = true
    })
  }

  /** Reads what was printed since; called whenever the host says that something was. */
  async loadNew(): Promise<void> {
    if (this.#cursor === '') return
    this.#again = true
    if (this.#busy) return
    this.#busy = true
    const question = this.#asked
    let behind = false
    await this.#attempt(question, async () => {
      let pages = 0
      while (this.#again) {
        behind = this.follow && pages === MAX_PAGES_BEHIND
        if (behind) return
        pages += 1
        this.#again = false
        const page = await this.#ask({ after: this.#cursor, limit: PAGE_LINES })
        if (question !== this.#asked) return
        this.#cursor = page.cursor
        this.#again ||= page.more
        if (page.lines.length > 0) this.#append(page.lines)
      }
    })
    this.#busy = false
    if (behind) await this.reload()
  }

  /** Reads a page of earlier lines; answers how many came. */
  async loadEarlier(): Promise<number> {
    if (!this.hasEarlier || this.#busy) return 0
    this.#busy = true
    const question = this.#asked
    let came = 0
    await this.#attempt(question, async () => {
      const page = await this.#ask({ before: this.#start, limit: PAGE_LINES })
      if (question !== this.#asked) return
      this.#start = page.start
      this.hasEarlier = page.more
      came = page.lines.length
      this.lines = [...page.lines, ...this.lines]
    })
    this.#busy = false
    return came
  }

  /** The whole log as asked for, as a file to save. */
  async download(): Promise<{ name: string; mime: string; parts: string[] } | null> {
    let file: { name: string; mime: string; parts: string[] } | null = null
    await this.#attempt(this.#asked, async () => {
      const parts: string[] = []
      for (let after = '', more = true; more;) {
        const piece = await this.#api.downloadLogs(this.#run, { ...this.#query(), after })
        parts.push(piece.text)
        file = { name: piece.name, mime: piece.mime, parts }
        after = piece.cursor
        more = piece.more
      }
    })
    return file
  }

  #append(lines: readonly LogLine[]): void {
    const all = [...this.lines, ...lines]
    // Who reads further up keeps what he reads.
    const surplus = this.follow ? Math.max(0, all.length - MAX_LINES) : 0
    if (surplus > 0) this.hasEarlier = true
    this.lines = surplus > 0 ? all.slice(surplus) : all
  }

  #ask(place: Pick<LogQuery, 'after' | 'before' | 'limit'>): Promise<LogPage> {
    return this.#api.logs(this.#run, { ...this.#query(), ...place })
  }

  #query(): LogQuery {
    const text = this.text.trim()
    return {
      ...(this.server === null ? {} : { servers: [this.server] }),
      ...(text === '' ? {} : this.regex ? { regex: text } : { search: text }),
    }
  }

  async #attempt(question: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      if (question === this.#asked) this.problem = null
    } catch (error) {
      if (question === this.#asked) this.problem = problemOf(error)
    }
  }
}
