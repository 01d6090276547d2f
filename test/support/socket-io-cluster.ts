// A Socket.IO project, which `grove up` runs in a network of its own.
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { flowSteps, type TimelineEvent, type TimelineLine } from '../../src-main/timeline/index.ts'
import { grove, groveBin, GroveProcess, temporaryFolder, type Finished } from './grove.ts'
import { NetworkNamespace } from './network-namespace.ts'
import { linkPackages } from './npm-packages.ts'

interface ProjectOptions {
  /** The folder with its files. */
  source: string
  /** `name@version` */
  packages: readonly string[]
  plan: object
}

export class SocketIoCluster implements AsyncDisposable {
  readonly folder: string
  readonly network: NetworkNamespace
  readonly #state: string
  readonly #dispose: () => Promise<void>
  #up: GroveProcess | null = null

  private constructor(folder: string, network: NetworkNamespace, dispose: () => Promise<void>) {
    this.folder = join(folder, 'project')
    this.#state = join(folder, 'state')
    this.network = network
    this.#dispose = dispose
  }

  static async create({ source, packages, plan }: ProjectOptions): Promise<SocketIoCluster> {
    const folder = await temporaryFolder()
    const network = await NetworkNamespace.create()
    const cluster = new SocketIoCluster(folder.path, network, async () => folder[Symbol.asyncDispose]())
    await mkdir(cluster.#state)
    await cp(source, cluster.folder, { recursive: true })
    await linkPackages(cluster.folder, packages)
    await writeFile(join(cluster.folder, 'package.json'), '{ "private": true }')
    await writeFile(join(cluster.folder, 'grove.json'), JSON.stringify(plan))
    return cluster
  }

  /** Runs grove in the network, and waits for its exit. */
  grove(...args: string[]): Promise<Finished> {
    return grove(args, this.#options)
  }

  /** As `grove`. @throws if its exit code is not 0 */
  async run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.grove(...args)
    if (code !== 0) throw new Error(`grove ${args.join(' ')} exited with ${code}:\n${stdout}\n${stderr}`)
    return stdout
  }

  /** Runs a program of the project in the network, and returns what it prints. */
  async program(args: string[], env: Record<string, string> = {}): Promise<string> {
    const [file = '', ...rest] = this.network.command(process.execPath, ...args)
    const options = { cwd: this.folder, env: { ...process.env, ...env } }
    const { stdout } = await promisify(execFile)(file, rest, options)
    return stdout
  }

  /** Starts the cluster and waits until it has converged. */
  async up(...args: string[]): Promise<void> {
    this.#up = new GroveProcess(['up', this.folder, '--yes', ...args], this.#options)
    const ended = this.#up.finished.then(({ code, stdout, stderr }) => {
      throw new Error(`grove up exited with ${code}:\n${stdout}\n${stderr}`)
    })
    ended.catch(() => {})
    await Promise.race([ended, this.#up.waitForOutput(/converged/, 60_000)])
  }

  async converged(): Promise<void> {
    await this.run('wait', '--for', 'converged', '--timeout', '40')
  }

  /** Stops the cluster in order, and returns the lines of its timeline. */
  async down(): Promise<TimelineLine[]> {
    await this.run('down')
    await this.#up?.finished
    this.#up = null
    return this.timeline()
  }

  /** Returns the lines of the latest recording. */
  async timeline(): Promise<TimelineLine[]> {
    const runs = join(this.#state, 'runs')
    const [latest = ''] = (await readdir(runs)).toSorted().toReversed()
    const text = await readFile(join(runs, latest, 'timeline.ndjson'), 'utf8')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as TimelineLine)
  }

  /** Returns the command lines of the processes that run in the network. */
  async processes(): Promise<string[]> {
    const [file = '', ...args] = this.network.command('readlink', '/proc/self/ns/net')
    const { stdout: network } = await promisify(execFile)(file, args)
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const found = await Promise.all(
      pids.map(async (pid) => {
        try {
          if ((await readlink(`/proc/${pid}/ns/net`)) !== network.trim()) return []
          return [(await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()]
        } catch {
          return []
        }
      }),
    )
    // `sleep` holds the network.
    return found.flat().filter((command) => command !== 'sleep infinity' && command !== '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#up) {
      this.#up.child.kill('SIGTERM')
      await this.#up.finished
    }
    await this.network[Symbol.asyncDispose]()
    await this.#dispose()
  }

  get #options() {
    return {
      cwd: this.folder,
      command: this.network.command(process.execPath, groveBin),
      env: { GROVE_STATE: this.#state, HOME: this.#state },
    }
  }
}

/** Returns the titles of the steps that a recording does not have of a server. */
export function missingSteps(lines: readonly TimelineLine[], server: string): string[] {
  const dialect = lines.find((line) => line.t === 'header')?.dialect
  const found = flowSteps(eventsOf(lines), server, { dialect })
  return (dialect?.steps ?? []).flatMap(({ title }, index) => (found[index + 1] ? [] : [title]))
}

export function eventsOf(lines: readonly TimelineLine[]): TimelineEvent[] {
  return lines.filter(
    (line): line is TimelineEvent => line.t !== 'header' && line.t !== 'footer' && line.t !== 'finding',
  )
}
