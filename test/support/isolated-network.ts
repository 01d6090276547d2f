// A network of its own for the programs of a test: they reach each other on loopback, and nobody else.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Needs Linux, and root or user namespaces. */
export class IsolatedNetwork implements AsyncDisposable {
  /** Its network lives as long as this process. */
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  static async create(): Promise<IsolatedNetwork> {
    const script = 'ip link set lo up && echo up && exec cat'
    const holder = spawn('unshare', ['--net', 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    await Promise.race([
      once(holder.stdout, 'data'),
      once(holder, 'exit').then(([code]) => {
        throw new Error(`unshare --net exited with ${String(code)}: this test needs Linux and root`)
      }),
    ])
    return new IsolatedNetwork(holder)
  }

  /** Returns the command that runs another one in this network. */
  command(...command: string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`, ...command]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#holder, 'exit')
    this.#holder.stdin?.end()
    await exited
  }
}
