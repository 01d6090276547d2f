// A network namespace with nothing but loopback: what runs in it reaches no other machine. Linux, as root.
import { spawn, type ChildProcess } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { until } from './until.ts'

/** Brings loopback up, then keeps the namespace until the input ends. */
const HOLD = 'ip link set lo up && echo up && exec cat'

export class LoopbackNetwork implements AsyncDisposable {
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  static async create(): Promise<LoopbackNetwork> {
    const holder = spawn('unshare', ['--net', 'sh', '-c', HOLD], { stdio: ['pipe', 'pipe', 'inherit'] })
    let output = ''
    holder.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    await until('the namespace has loopback', () => output.includes('up'), {
      within: 10_000,
      detail: () => `unshare has exited: ${holder.exitCode}`,
    })
    return new LoopbackNetwork(holder)
  }

  /** Returns the command line that runs a command in this network. */
  command(...command: string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`, '--', ...command]
  }

  /** Returns what `/proc/<pid>/ns/net` of a process in this network links to. */
  get id(): string {
    return readlinkSync(`/proc/${this.#holder.pid}/ns/net`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = new Promise((resolve) => this.#holder.once('exit', resolve))
    this.#holder.stdin?.end()
    await exited
  }
}
