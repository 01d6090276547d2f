// A network of its own for the programs of a test: they reach each other on loopback, and nobody else (Linux, root).
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export class NetworkNamespace implements AsyncDisposable {
  /** The network lives as long as this process, which ends with the test's: its input is closed then. */
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  /** @throws if the system does not allow it */
  static async create(): Promise<NetworkNamespace> {
    const script = 'ip link set lo up && echo up && exec cat'
    const holder = spawn('unshare', ['--net', 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    holder.stderr.on('data', (data: Buffer) => (said += data.toString()))
    const isUp = await Promise.race([
      once(holder.stdout, 'data').then(() => true),
      once(holder, 'close').then(() => false),
    ])
    if (!isUp) throw new Error(`unshare --net failed; this test needs Linux and root: ${said}`)
    return new NetworkNamespace(holder)
  }

  /** Returns the command line that runs a program inside. */
  command(...command: string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`, ...command]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#holder, 'close')
    this.#holder.stdin?.end()
    await closed
  }
}
