// Another user's process that takes ports as soon as they are free. The test must run as root.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from './until.ts'

const NOBODY = '65534'
const program = join(import.meta.dirname, '..', 'fixtures', 'processes', 'squatter.cjs')

/** The first packet of a handshake (PROTOCOL.md §2.1), the end of the namespace, a pong, and the end of a WebSocket. */
const HARMLESS = [/^40\{"protocol":2,"id":"[a-z]+-\d+","nonce":"[0-9a-f]{64}"\}$/, /^(41|3|)$/]

interface Line {
  port: number
  taken?: true
  /** The head of an HTTP request. */
  head?: string
  /** A text message of a WebSocket. */
  text?: string
}

export class Squatter implements AsyncDisposable {
  readonly lines: Line[] = []
  readonly #child: ChildProcess

  constructor(ports: readonly number[]) {
    // The other user may have no access to this checkout, so its program is an argument.
    const source = readFileSync(program, 'utf8')
    const command = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', process.execPath, '-e', source]
    this.#child = spawn('setpriv', command, {
      cwd: '/',
      env: { SQUATTED: ports.join(' ') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { stdout } = this.#child
    if (!stdout) throw new Error('no output')
    createInterface({ input: stdout }).on('line', (line) => this.lines.push(JSON.parse(line) as Line))
  }

  hasTaken(port: number): boolean {
    return this.lines.some((line) => line.port === port && line.taken)
  }

  async takes(port: number): Promise<void> {
    await until(`another user has port ${port}`, () => this.hasTaken(port))
  }

  /** Ids of those that dialled a taken port. */
  get diallers(): Set<string> {
    return new Set(this.texts.flatMap((text) => /"id":"([^"]+)"/.exec(text)?.[1] ?? []))
  }

  get texts(): string[] {
    return this.lines.flatMap(({ text }) => text ?? [])
  }

  /** What it heard that is more than an id and a random number, or has the token in it. */
  secrets(token: string): string[] {
    const heads = this.lines.flatMap(({ head }) => head ?? []).filter((head) => head.includes(token))
    return [...heads, ...this.texts.filter((text) => !HARMLESS.some((pattern) => pattern.test(text)))]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
