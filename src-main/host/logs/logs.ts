// The logs of a run: pages of lines, and files to save.
import { HostError, type LogLine, type LogPage, type LogChunk, type LogQuery } from '../../contract/index.ts'
import { parseTrustedLines } from '../../timeline/index.ts'
import type { TimelineLog } from '../recording/timeline-log.ts'
import { loggedServers } from './log-names.ts'
import { LogReader } from './log-reader.ts'

export interface LoggedRun {
  name: string
  lines: Pick<TimelineLog, 'page'>
  /** Null for an opened timeline without logs next to it. */
  folder: string | null
  servers: { id: string; pid: number | null }[]
}

const CHUNK_LINES = 5_000

export class Logs {
  readonly #reader = new LogReader()

  /** @throws {HostError} `NO_LOGS`, `NO_SUCH_SERVER`, `BAD_QUERY`, `BAD_CURSOR` or `SLOW_SEARCH`. */
  async read({ folder, servers }: LoggedRun, query: LogQuery): Promise<LogPage> {
    if (folder === null) throw noLogs()
    const alive = servers.filter(({ pid }) => pid !== null).map(({ id }) => id)
    const logged = loggedServers(folder)
    const wanted = query.servers ?? logged
    const unknown = wanted.find((id) => !logged.includes(id) && !servers.some((server) => server.id === id))
    if (unknown !== undefined) throw noSuchServer(unknown)
    return this.#reader.read({
      folder,
      servers: logged.filter((id) => wanted.includes(id)),
      alive,
      query,
    })
  }

  /** Returns lines as text of a file. Lines of several servers start with time and server id. */
  async download(logged: LoggedRun, query: LogQuery): Promise<LogChunk> {
    const page = await this.read(logged, {
      ...query,
      after: query.after ?? '',
      limit: query.limit ?? CHUNK_LINES,
    })
    const [only, ...others] = query.servers ?? logged.servers.map(({ id }) => id)
    const single = only !== undefined && others.length === 0
    const origin = await startTimeOf(logged.lines)
    const text = page.lines
      .map((line) => (single ? line.text : withTimeAndServer(line, origin)) + '\n')
      .join('')
    const name = `${single ? only : logged.name}.log`
    return { name, mime: 'text/plain; charset=utf-8', text, cursor: page.cursor, more: page.more }
  }

  close(): void {
    this.#reader.close()
  }
}

/** Milliseconds since 1970. */
async function startTimeOf(lines: LoggedRun['lines']): Promise<number> {
  const { text } = await lines.page(0)
  const [header] = parseTrustedLines(Buffer.from(text).toString())
  return header?.t === 'header' ? Date.parse(header.startedAt) || 0 : 0
}

function withTimeAndServer({ at, server, text }: LogLine, origin: number): string {
  return `${new Date(origin + at / 1e6).toISOString()} ${server} ${text}`
}

function noLogs(): HostError {
  const message = 'There are no logs next to this timeline: it was recorded elsewhere, or they were removed.'
  return new HostError({ code: 'NO_LOGS', message })
}

function noSuchServer(server: string): HostError {
  return new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${server}.`, server })
}
