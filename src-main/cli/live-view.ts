// Shows the start of a cluster: redrawn in place on a terminal, else as one line for each change.
import { stripVTControlCharacters } from 'node:util'
import type { RunSummary, ServerStatus, ServerSummary } from '../contract/index.ts'
import { basisText, isDone, runsNoProjectCode, statusWord } from './messages.ts'
import { stdout } from './output.ts'
import type { Screen } from './terminal-screen.ts'

const REDRAW_MS = 50

const STATUS_STYLES: Record<ServerStatus, { sign: string; colour: 'gray' | 'yellow' | 'green' | 'red' }> = {
  waiting: { sign: '·', colour: 'gray' },
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

export class LiveView {
  readonly #screen: Screen
  readonly #printed = new Map<string, ServerStatus>()
  #run: RunSummary | null = null
  #timer: NodeJS.Timeout | undefined
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
    if (!this.#screen.isLive) return this.#printChanges(run)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#draw(this.#run ?? run)
    }, REDRAW_MS)
  }

  /** Prints a line for each change. */
  #printChanges(run: RunSummary): void {
    for (const server of run.servers) {
      const { id, status, waiting } = server
      if (this.#printed.get(id) === status) continue
      this.#printed.set(id, status)
      const state = status === 'waiting' ? (waiting ?? status) : statusWord(server)
      this.#screen.print(`${elapsed(run).padStart(8)}  ${id} ${state}\n`)
    }
    const message = convergedMessage(run)
    if (message === null || this.#announced) return
    this.#announced = true
    this.#screen.print(`${message}\n`)
  }

  #draw(run: RunSummary): void {
    // Its window can become too small meanwhile.
    if (!this.#screen.isLive) return this.#printChanges(run)
    const lines = [...this.#table(run), '', this.#footer(run)]
    this.#screen.redraw(lines.map((line) => truncate(line, this.#screen.columns)))
  }

  /** Has a line for each server, or for each type if the terminal has too few rows, or none. */
  #table({ servers }: RunSummary): string[] {
    const maxLines = this.#screen.rows - 4
    if (servers.length <= maxLines) return servers.map(serverLine)
    const types = [...new Set(servers.map(({ serverType }) => serverType))]
    if (types.length > maxLines) return []
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
  const missing = servers.filter((server) => server.status !== 'ready' && !isDone(server))
  if (missing.length === 0) return 'waiting until all servers know each other'
  return `waiting for ${missing.map(({ id }) => id).join(', ')}`
}

function convergedMessage(run: RunSummary): string | null {
  const { readyMs, convergedMs, converges } = run
  if (readyMs !== null && !converges)
    return `ready in ${seconds(readyMs)}; no cluster is observed. Ctrl-C stops it.`
  if (readyMs === null || convergedMs === null) return null
  const but = runsNoProjectCode(run) ? ", but none of the project's code runs" : ''
  return `ready in ${seconds(readyMs)}, converged in ${seconds(convergedMs)}${basisText(run)}${but}. Ctrl-C stops it.`
}

function elapsed({ startedAt }: RunSummary): string {
  return seconds(startedAt === null ? 0 : Date.now() - Date.parse(startedAt))
}

function serverLine(server: ServerSummary): string {
  const { id, status, port, exit, role, parent, waiting } = server
  const { sign, colour } = STATUS_STYLES[status]
  const ending = exit ? ` (${exit.signal ?? `code ${exit.code}`})` : ''
  const text = `${statusWord(server)}${ending}`.padEnd(14)
  const shownId = (parent === null ? id : `└ ${id}`).padEnd(20)
  const address = port ? `:${port}` : ''
  const note = status === 'waiting' ? waiting : role === 'resource' ? 'program' : ''
  const notes = [address, note ? stdout.style('gray', note) : ''].filter(Boolean).join('  ')
  return `  ${stdout.style(colour, sign)} ${shownId} ${stdout.style(colour, text)} ${notes}`
}

function typeLine(type: string, servers: ServerSummary[]): string {
  const ready = servers.filter(({ status }) => status === 'ready').length
  const colour = ready === servers.length ? 'green' : 'yellow'
  return `  ${stdout.style(colour, ready === servers.length ? '●' : '◌')} ${type.padEnd(20)} ${ready} of ${servers.length} ready`
}

/** Cuts a line to the terminal's width: a wrapped line would break the count of lines to redraw. */
function truncate(line: string, columns: number): string {
  const shown = stripVTControlCharacters(line)
  return shown.length < columns ? line : shown.slice(0, columns - 1)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}
