// What the servers of a run printed, for whoever asks the host: pages of lines, and files to save.
import { HostError, type LogLine, type LogPage, type LogChunk, type LogQuery } from '../../contract/index.ts'
import type { TimelineLog } from '../recording/timeline-log.ts'
import { loggedServers } from './log-names.ts'
import { LogReader } from './log-reader.ts'

/** A run, seen from its logs. */
export interface LoggedRun {
  name: string
  lines: Pick<TimelineLog, 'page'>
  /** Null where a timeline was opened that has no logs beside it. */
  folder: string | null
  /** Its servers, and whether each has a process. */
  servers: { id: string; pid: number | null }[]
}

const MOST = 5_000

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

  /** The lines as a file has them: those of one server as they were printed, those of several with time and name. */
  async download(logged: LoggedRun, query: LogQuery): Promise<LogChunk> {
    const page = await this.read(logged, { ...query, after: query.after ?? '', limit: query.limit ?? MOST })
    const [only, ...others] = query.servers ?? logged.servers.map(({ id }) => id)
    const single = only !== undefined && others.length === 0
    const origin = await startOf(logged.lines)
    const text = page.lines.map((line) => (single ? line.text : withName(line, origin)) + '\n').join('')
    const name = `${single ? only : logged.name}.log`
    return { name, mime: 'text/plain; charset=utf-8', text, cursor: page.cursor, more: page.more }
  }

  close(): void {
    this.#reader.close()
  }
}

/** Milliseconds since 1970. */
async function startOf(lines: LoggedRun['lines']): Promise<number> {
  const [header] = await lines.page(0, 1)
  return header?.t === 'header' ? Date.parse(header.startedAt) : 0
}

function withName({ at, server, text }: LogLine, origin: number): string {
  return `${new Date(origin + at / 1e6).toISOString()} ${server} ${text}`
}

function noLogs(): HostError {
  const message = 'There are no logs beside this timeline: it was recorded elsewhere, or they were removed.'
  return new HostError({ code: 'NO_LOGS', message })
}

function noSuchServer(server: string): HostError {
  return new HostError({ code: 'NO_SUCH_SERVER', message: `This run has no server ${server}.`, server })
}
