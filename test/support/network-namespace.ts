// A network that has nothing but its loopback interface: what runs in it reaches nobody (Linux, root).
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export class NetworkNamespace implements AsyncDisposable {
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  /** @throws if the system does not allow it */
  static async create(): Promise<NetworkNamespace> {
    const script = 'ip link set lo up && echo up && exec sleep infinity'
    const holder = spawn('unshare', ['--net', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    holder.stderr.on('data', (data: Buffer) => (said += data.toString()))
    const isUp = await Promise.race([
      once(holder.stdout, 'data').then(() => true),
      once(holder, 'close').then(() => false),
    ])
    if (!isUp) throw new Error(`unshare --net failed: ${said}`)
    return new NetworkNamespace(holder)
  }

  /** Returns the command line that runs a program inside. */
  command(...command: string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`, ...command]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#holder, 'close')
    this.#holder.kill('SIGKILL')
    await closed
  }
}
