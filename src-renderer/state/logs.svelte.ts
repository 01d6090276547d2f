// The log lines that the logs pane shows: a window into the logs that grows at both ends.
import type { HostApi, LogLine, LogPage, LogQuery, Problem } from '../../src-main/contract/index.ts'
import { problemOf } from '../../src-main/contract/index.ts'

const PAGE_LINES = 1_000
/** A pane that follows and is this far behind jumps to the newest lines. */
const MAX_PAGES_BEHIND = 5
/** While following, older lines beyond this number are dropped; the host has them all. */
const MAX_LINES = 20_000

export class LogSearch {
  lines = $state.raw<readonly LogLine[]>([])
  text = $state('')
  regex = $state(false)
  /** The id of the only server to show; null shows all. */
  server = $state<string | null>(null)
  follow = $state(true)
  problem = $state.raw<Problem | null>(null)
  hasEarlier = $state(false)
  /** There are later lines that are not loaded; then nothing is followed. */
  hasLater = $state(false)
  /** The first page of the current query is here. */
  isLoaded = $state(false)
  /** Rises when the host announces new lines. */
  announced = $state(0)
  /** While it is set, no line is dropped: the user points at one. */
  isHeld = false
  readonly #api: HostApi
  readonly #run: string
  #cursor = ''
  #start = ''
  /** Rises with each new query; results of an older query are dropped. */
  #generation = 0
  #busy = false
  #again = false

  constructor(api: HostApi, run: string) {
    this.#api = api
    this.#run = run
  }

  /** The current search as the host takes it. */
  get query(): LogQuery {
    const text = this.text.trim()
    return {
      servers: this.server === null ? undefined : [this.server],
      regex: text !== '' && this.regex ? text : undefined,
      search: text !== '' && !this.regex ? text : undefined,
    }
  }

  /** Loads the newest lines of the current query. */
  async reload(): Promise<void> {
    const generation = (this.#generation += 1)
    await this.#attempt(generation, async () => {
      const page = await this.#fetch({ limit: PAGE_LINES })
      if (generation !== this.#generation) return
      this.lines = page.lines
      this.#cursor = page.cursor
      this.#start = page.start
      // A filtered page may be short and still have earlier lines.
      this.hasEarlier = page.more
      this.hasLater = false
      this.follow = true
      this.isLoaded = true
    })
  }

  /** Loads the lines around a time, nanoseconds since t0, in place of those that are here. */
  async showAround(at: number): Promise<void> {
    const generation = (this.#generation += 1)
    await this.#attempt(generation, async () => {
      const before = await this.#fetch({ until: Math.max(0, Math.floor(at)), limit: PAGE_LINES })
      const after = await this.#fetch({ after: before.cursor, limit: PAGE_LINES })
      if (generation !== this.#generation) return
      this.lines = [...before.lines, ...after.lines]
      this.#start = before.start
      this.#cursor = after.cursor
      this.hasEarlier = before.more
      this.hasLater = after.more
      this.follow = false
      this.isLoaded = true
    })
  }

  /** Loads a page of later lines. */
  async loadLater(): Promise<void> {
    if (!this.hasLater || this.#busy) return
    this.#busy = true
    const generation = this.#generation
    await this.#attempt(generation, async () => {
      const page = await this.#fetch({ after: this.#cursor, limit: PAGE_LINES })
      if (generation !== this.#generation) return
      this.#cursor = page.cursor
      this.hasLater = page.more
      this.#append(page.lines)
    })
    this.#busy = false
  }

  /** Loads lines that were printed since; called when the host announces them. */
  async loadNew(): Promise<void> {
    this.announced += 1
    if (this.#cursor === '' || this.hasLater) return
    this.#again = true
    if (this.#busy) return
    this.#busy = true
    const generation = this.#generation
    let behind = false
    await this.#attempt(generation, async () => {
      let pages = 0
      while (this.#again) {
        behind = this.follow && pages === MAX_PAGES_BEHIND
        if (behind) return
        pages += 1
        this.#again = false
        const page = await this.#fetch({ after: this.#cursor, limit: PAGE_LINES })
        if (generation !== this.#generation) return
        this.#cursor = page.cursor
        this.#again ||= page.more
        if (page.lines.length > 0) this.#append(page.lines)
      }
    })
    this.#busy = false
    if (behind) await this.reload()
  }

  /** Loads a page of earlier lines. Returns their number. */
  async loadEarlier(): Promise<number> {
    if (!this.hasEarlier || this.#busy) return 0
    this.#busy = true
    const generation = this.#generation
    let count = 0
    await this.#attempt(generation, async () => {
      const page = await this.#fetch({ before: this.#start, limit: PAGE_LINES })
      if (generation !== this.#generation) return
      this.#start = page.start
      this.hasEarlier = page.more
      count = page.lines.length
      this.lines = [...page.lines, ...this.lines]
    })
    this.#busy = false
    return count
  }

  /** Returns the last lines of one server up to a time; the lines of the search stay. @throws {HostError} */
  async tail(server: string, until: number | null, limit: number): Promise<readonly LogLine[]> {
    const query = { servers: [server], until: until === null ? undefined : Math.max(0, Math.floor(until)) }
    const page = await this.#api.logs(this.#run, { ...query, limit, plain: true })
    return page.lines
  }

  /** Returns the whole log of the current query as a file, or null after an error. */
  async download(): Promise<{ name: string; mime: string; parts: string[] } | null> {
    let file: { name: string; mime: string; parts: string[] } | null = null
    await this.#attempt(this.#generation, async () => {
      const parts: string[] = []
      for (let after = '', more = true; more;) {
        const chunk = await this.#api.downloadLogs(this.#run, { ...this.query, after })
        parts.push(chunk.text)
        file = { name: chunk.name, mime: chunk.mime, parts }
        after = chunk.cursor
        more = chunk.more
      }
    })
    return file
  }

  #append(lines: readonly LogLine[]): void {
    // The page has the unfinished lines again, as they are now.
    const all = [...this.lines.filter(({ unfinished }) => !unfinished), ...lines]
    // A user who reads further up keeps those lines.
    const surplus = this.follow && !this.isHeld ? Math.max(0, all.length - MAX_LINES) : 0
    if (surplus > 0) this.hasEarlier = true
    this.lines = surplus > 0 ? all.slice(surplus) : all
  }

  #fetch(place: Pick<LogQuery, 'after' | 'before' | 'until' | 'limit'>): Promise<LogPage> {
    return this.#api.logs(this.#run, { ...this.query, ...place })
  }

  async #attempt(generation: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      if (generation === this.#generation) this.problem = null
    } catch (error) {
      if (generation !== this.#generation) return
      this.problem = problemOf(error)
      this.isLoaded = true
    }
  }
}
