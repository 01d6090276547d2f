// Whether a started server is ready: it must pass each probe of its plan once, one after the other.
import type { Ready } from '../../contract/index.ts'
import { httpProbe, logProbe, tcpProbe, type LoggedOutput, type Probe } from './probes.ts'

export interface ProbeTarget extends LoggedOutput {
  host: string
  /** The server's number in its type, from 1. Port numbers count up with it. */
  n: number
  /** RPC port, or the port of a program; undefined until it is known. */
  port(): number | undefined
}

export class Readiness {
  readonly #probes: Probe[]
  readonly #ready: Ready | undefined
  readonly #onChange: () => void
  #passed = false
  #lastResult: string | null = null
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  /** @param onChange called when all probes have passed and when the last result has changed */
  constructor(ready: Ready | undefined, target: ProbeTarget, onChange: () => void) {
    this.#ready = ready
    this.#probes = ready ? probesOf(ready, target) : []
    this.#onChange = onChange
  }

  get passed(): boolean {
    return this.#passed
  }

  /** `probe GET http://… answers 503`; null while nothing is probed. */
  get lastResult(): string | null {
    return this.#lastResult
  }

  start(): void {
    this.#setResult(this.#probes[0]?.pending ?? null)
    void this.#runNext()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  async #runNext(): Promise<void> {
    const [probe] = this.#probes
    if (!probe || !this.#ready) {
      this.#passed = true
      return this.#onChange()
    }
    const result = await probe.check(this.#ready.timeout)
    if (this.#stopped) return
    if (result === null) {
      this.#probes.shift()
      this.#setResult(this.#probes[0]?.pending ?? null)
      return this.#runNext()
    }
    this.#timer = setTimeout(() => void this.#runNext(), this.#ready.interval)
    this.#setResult(result)
  }

  #setResult(result: string | null): void {
    if (result === this.#lastResult) return
    this.#lastResult = result
    this.#onChange()
  }
}

function probesOf({ http, tcp, log }: Ready, target: ProbeTarget): Probe[] {
  // A server that listens on every address is probed on the loopback address.
  const host = ['0.0.0.0', '::'].includes(target.host) ? '127.0.0.1' : target.host
  const portOf = (port: number | undefined) => (port === undefined ? target.port : () => port + target.n - 1)
  const probes: Probe[] = []
  if (log !== undefined) probes.push(logProbe(target, log))
  if (tcp) probes.push(tcpProbe(host, portOf(tcp.port)))
  if (http) probes.push(httpProbe(host, portOf(http.port), http.path))
  return probes
}
