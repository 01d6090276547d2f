// The start of a cluster for people: redrawn in place on a terminal, a line for each change elsewhere.
import { stripVTControlCharacters, styleText } from 'node:util'
import type { ServerStatus, ServerSummary } from '../contract/index.ts'
import type { Supervisor } from '../host/index.ts'

const REDRAW_MS = 50

const LOOKS: Record<ServerStatus, { sign: string; colour: 'gray' | 'yellow' | 'green' | 'red' }> = {
  spawned: { sign: '·', colour: 'gray' },
  connecting: { sign: '◌', colour: 'yellow' },
  registered: { sign: '◔', colour: 'yellow' },
  subscribed: { sign: '◑', colour: 'yellow' },
  ready: { sign: '●', colour: 'green' },
  reconnecting: { sign: '◌', colour: 'yellow' },
  stopping: { sign: '◌', colour: 'gray' },
  failed: { sign: '✕', colour: 'red' },
  exited: { sign: '○', colour: 'gray' },
}

/** What is drawn on: a terminal, a pipe or a file. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
  rows?: number
}

export class LiveView {
  readonly #cluster: Supervisor
  readonly #screen: Screen
  readonly #known = new Map<string, ServerStatus>()
  readonly #undo: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #drawn = 0
  #announced = false
  #ending = false

  constructor(cluster: Supervisor, screen: Screen) {
    this.#cluster = cluster
    this.#screen = screen
  }

  start(): void {
    this.#undo.push(
      this.#cluster.on('changed', () => this.#changed()),
      this.#cluster.recorder.listen(() => this.#changed()),
    )
    this.#changed()
  }

  /** From now on it is about the end. */
  stopping(): void {
    this.#ending = true
    this.#changed()
  }

  stop(): void {
    for (const undo of this.#undo) undo()
    clearTimeout(this.#timer)
    this.#draw()
  }

  #changed(): void {
    if (!this.#screen.isTTY) return this.#tell()
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#draw()
    }, REDRAW_MS)
  }

  /** A line for each change. */
  #tell(): void {
    for (const { id, status } of this.#cluster.servers()) {
      if (this.#known.get(id) === status) continue
      this.#known.set(id, status)
      this.#screen.write(`${this.#elapsed().padStart(8)}  ${id} ${status}\n`)
    }
    const reached = this.#reached()
    if (!reached || this.#announced) return
    this.#announced = true
    this.#screen.write(`${reached}\n`)
  }

  #draw(): void {
    if (!this.#screen.isTTY) return this.#tell()
    const columns = this.#screen.columns ?? 80
    const lines = [...this.#table(), '', this.#foot()]
    const back = this.#drawn > 0 ? `\u001B[${this.#drawn}A\u001B[J` : ''
    this.#screen.write(back + lines.map((line) => `${cut(line, columns)}\n`).join(''))
    this.#drawn = lines.length
  }

  /** A line for each server, or for each type where the terminal is too low. */
  #table(): string[] {
    const servers = this.#cluster.servers()
    if (servers.length + 4 <= (this.#screen.rows ?? 24)) return servers.map(serverLine)
    const types = [...new Set(servers.map(({ serverType }) => serverType))]
    return types.map((type) =>
      typeLine(
        type,
        servers.filter(({ serverType }) => serverType === type),
      ),
    )
  }

  #foot(): string {
    if (this.#ending) return this.#cluster.status === 'ended' ? 'stopped' : 'stopping …'
    return this.#reached() ?? `${this.#elapsed()}  ${this.#waiting()}`
  }

  #waiting(): string {
    const missing = this.#cluster.servers().filter(({ status }) => status !== 'ready')
    if (missing.length === 0) return 'waiting until all know each other'
    return `waiting for ${missing.map(({ id }) => id).join(', ')}`
  }

  #reached(): string | null {
    const { readyMs, convergedMs } = this.#cluster.recorder.progress
    if (readyMs === null || convergedMs === null) return null
    return `ready in ${seconds(readyMs)}, converged in ${seconds(convergedMs)}. Ctrl-C stops it.`
  }

  #elapsed(): string {
    return seconds(this.#cluster.recorder.now() / 1e6)
  }
}

function serverLine({ id, status, port, exit }: ServerSummary): string {
  const { sign, colour } = LOOKS[status]
  const ending = exit ? ` (${exit.signal ?? `code ${exit.code}`})` : ''
  const word = `${status}${ending}`.padEnd(14)
  return `  ${styleText(colour, sign)} ${id.padEnd(20)} ${styleText(colour, word)} ${port ? `:${port}` : ''}`
}

function typeLine(type: string, servers: ServerSummary[]): string {
  const ready = servers.filter(({ status }) => status === 'ready').length
  const colour = ready === servers.length ? 'green' : 'yellow'
  return `  ${styleText(colour, ready === servers.length ? '●' : '◌')} ${type.padEnd(20)} ${ready} of ${servers.length} ready`
}

/** Colours take no room; a line that wraps would be counted wrong when it is drawn again. */
function cut(line: string, columns: number): string {
  const shown = stripVTControlCharacters(line)
  return shown.length < columns ? line : shown.slice(0, columns - 1)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}
