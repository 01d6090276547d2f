// Whether a started server is ready: it must pass each probe of its plan once, one after the other.
import type { Ready } from '../../contract/index.ts'
import { httpProbe, logProbe, tcpProbe, type Probe } from './probes.ts'

/** Where a process is to be looked at. */
export interface ProbeTarget {
  host: string
  /** Its number in its type, from 1: numbered ports count up. */
  n: number
  rpcPort(): number | undefined
  log: string
  /** Where in the log its life begins. */
  logFrom: number
}

export class Readiness {
  readonly #probes: Probe[]
  readonly #ready: Ready | undefined
  readonly #changed: () => void
  #passed = false
  #seen: string | null = null
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(ready: Ready | undefined, where: ProbeTarget, changed: () => void) {
    this.#ready = ready
    this.#probes = ready ? probesOf(ready, where) : []
    this.#changed = changed
  }

  get passed(): boolean {
    return this.#passed
  }

  /** `probe GET http://… answers 503`; null where nothing is being probed. */
  get lastResult(): string | null {
    return this.#seen
  }

  /** Begins to look. */
  start(): void {
    void this.#next()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  async #next(): Promise<void> {
    const [probe] = this.#probes
    if (!probe || !this.#ready) {
      this.#passed = true
      this.#seen = null
      return this.#changed()
    }
    const seen = await probe.check(this.#ready.timeout)
    if (this.#stopped) return
    if (seen === null) {
      this.#probes.shift()
      return this.#next()
    }
    this.#timer = setTimeout(() => void this.#next(), this.#ready.interval)
    const before = this.#seen
    this.#seen = `probe ${probe.name} ${seen}`
    if (this.#seen !== before) this.#changed()
  }
}

function probesOf({ http, tcp, log }: Ready, where: ProbeTarget): Probe[] {
  // Who listens on every address is asked on this machine's own.
  const host = ['0.0.0.0', '::'].includes(where.host) ? '127.0.0.1' : where.host
  const numbered = (port: number): number => port + where.n - 1
  const probes: Probe[] = []
  if (log !== undefined) probes.push(logProbe(where.log, where.logFrom, log))
  if (tcp) {
    const { port } = tcp
    probes.push(tcpProbe(host, port === undefined ? where.rpcPort : () => numbered(port)))
  }
  if (http) probes.push(httpProbe(host, numbered(http.port), http.path))
  return probes
}
