// Shows the start of a cluster: redrawn in place on a terminal, else as one line for each change.
import { stripVTControlCharacters, styleText } from 'node:util'
import type { RunSummary, ServerStatus, ServerSummary } from '../contract/index.ts'

const REDRAW_MS = 50

const STATUS_STYLES: Record<ServerStatus, { sign: string; colour: 'gray' | 'yellow' | 'green' | 'red' }> = {
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

/** A terminal, a pipe or a file. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
  rows?: number
}

export class LiveView {
  readonly #screen: Screen
  readonly #printed = new Map<string, ServerStatus>()
  #run: RunSummary | null = null
  #timer: NodeJS.Timeout | undefined
  #drawnLines = 0
  #announced = false
  #stopping = false

  constructor(screen: Screen) {
    this.#screen = screen
  }

  /** Call this whenever the run has changed. */
  update(run: RunSummary): void {
    this.#run = run
    this.#refresh()
  }

  /** Shows that the run is stopping. */
  stopping(): void {
    this.#stopping = true
    this.#refresh()
  }

  /** Draws the run a last time. */
  stop(run: RunSummary): void {
    clearTimeout(this.#timer)
    this.#run = run
    this.#draw(run)
  }

  #refresh(): void {
    const run = this.#run
    if (!run) return
    if (!this.#screen.isTTY) return this.#printChanges(run)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#draw(this.#run ?? run)
    }, REDRAW_MS)
  }

  /** Prints a line for each change. */
  #printChanges(run: RunSummary): void {
    for (const { id, status } of run.servers) {
      if (this.#printed.get(id) === status) continue
      this.#printed.set(id, status)
      this.#screen.write(`${elapsed(run).padStart(8)}  ${id} ${status}\n`)
    }
    const message = convergedMessage(run)
    if (message === null || this.#announced) return
    this.#announced = true
    this.#screen.write(`${message}\n`)
  }

  #draw(run: RunSummary): void {
    if (!this.#screen.isTTY) return this.#printChanges(run)
    const columns = this.#screen.columns ?? 80
    const lines = [...this.#table(run), '', this.#footer(run)]
    const back = this.#drawnLines > 0 ? `\u001B[${this.#drawnLines}A\u001B[J` : ''
    this.#screen.write(back + lines.map((line) => `${truncate(line, columns)}\n`).join(''))
    this.#drawnLines = lines.length
  }

  /** Has a line for each server, or for each type if the terminal has too few rows. */
  #table({ servers }: RunSummary): string[] {
    if (servers.length + 4 <= (this.#screen.rows ?? 24)) return servers.map(serverLine)
    const types = [...new Set(servers.map(({ serverType }) => serverType))]
    return types.map((type) =>
      typeLine(
        type,
        servers.filter(({ serverType }) => serverType === type),
      ),
    )
  }

  #footer(run: RunSummary): string {
    if (this.#stopping) return run.status === 'ended' ? 'stopped' : 'stopping …'
    return convergedMessage(run) ?? `${elapsed(run)}  ${progressMessage(run)}`
  }
}

function progressMessage({ servers }: RunSummary): string {
  const missing = servers.filter(({ status }) => status !== 'ready')
  if (missing.length === 0) return 'waiting until all servers know each other'
  return `waiting for ${missing.map(({ id }) => id).join(', ')}`
}

function convergedMessage({ readyMs, convergedMs }: RunSummary): string | null {
  if (readyMs === null || convergedMs === null) return null
  return `ready in ${seconds(readyMs)}, converged in ${seconds(convergedMs)}. Ctrl-C stops it.`
}

function elapsed({ startedAt }: RunSummary): string {
  return seconds(startedAt === null ? 0 : Date.now() - Date.parse(startedAt))
}

function serverLine({ id, status, port, exit }: ServerSummary): string {
  const { sign, colour } = STATUS_STYLES[status]
  const ending = exit ? ` (${exit.signal ?? `code ${exit.code}`})` : ''
  const text = `${status}${ending}`.padEnd(14)
  return `  ${styleText(colour, sign)} ${id.padEnd(20)} ${styleText(colour, text)} ${port ? `:${port}` : ''}`
}

function typeLine(type: string, servers: ServerSummary[]): string {
  const ready = servers.filter(({ status }) => status === 'ready').length
  const colour = ready === servers.length ? 'green' : 'yellow'
  return `  ${styleText(colour, ready === servers.length ? '●' : '◌')} ${type.padEnd(20)} ${ready} of ${servers.length} ready`
}

/** Cuts a line to the terminal's width: a wrapped line would break the count of lines to redraw. */
function truncate(line: string, columns: number): string {
  const shown = stripVTControlCharacters(line)
  return shown.length < columns ? line : shown.slice(0, columns - 1)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}
