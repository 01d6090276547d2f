// A master and a server in a child process whose memory can be measured.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', 'fixtures', 'processes', 'fuzz-target.mjs')

export interface Measure {
  /** Bytes, after a garbage collection. */
  heapUsed: number
  /** Active timers; each pending request has one. */
  timers: number
  sockets: number
  /** Keys of `Object.prototype`. */
  polluted: string[]
  warnings: string[]
  epoch: string
}

export class FuzzTarget implements AsyncDisposable {
  readonly port: number
  readonly rpcPort: number
  readonly #child: ChildProcess
  readonly #output: string[]

  private constructor(child: ChildProcess, ports: { port: number; rpcPort: number }, output: string[]) {
    this.#child = child
    this.port = ports.port
    this.rpcPort = ports.rpcPort
    this.#output = output
  }

  static async start(token: string): Promise<FuzzTarget> {
    const child = spawn(process.execPath, ['--expose-gc', program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, GROVE_TOKEN: token },
    })
    const output: string[] = []
    const keep = (chunk: Buffer): unknown => output.push(chunk.toString())
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const [ports] = (await once(child, 'message')) as [{ port: number; rpcPort: number }]
    return new FuzzTarget(child, ports, output)
  }

  /** Undefined while it runs; otherwise how it ended and its last output. */
  get crash(): string | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null
      ? undefined
      : this.#output.join('')
  }

  async measure(): Promise<Measure> {
    if (this.crash !== undefined) throw new Error(`it crashed: ${this.crash}`)
    this.#child.send('measure')
    const [measure] = (await once(this.#child, 'message')) as [Measure]
    return measure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.crash !== undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.disconnect()
    await gone
  }
}
