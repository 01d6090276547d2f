// A project of another framework, run by the real command line in a network of its own.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { findings, flowSteps, type Finding, type ParsedTimeline } from '../../src-main/timeline/index.ts'
import { grove, groveBin, processesOf, temporaryFolder, type Finished } from './grove.ts'
import { NetworkNamespace } from './network-namespace.ts'
import { linkPackages } from './npm-packages.ts'
import { parseTimeline } from './parse-timeline.ts'
import { until } from './until.ts'

export interface ForeignProject {
  /** A folder to begin with. */
  copy?: string
  /** Further files, by name; what is not a text becomes JSON. */
  files?: Record<string, unknown>
  /** From npm, `name@version`. */
  packages: string[]
}

export class ForeignCluster implements AsyncDisposable {
  readonly project: string
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>
  readonly #network: NetworkNamespace

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>, network: NetworkNamespace) {
    this.#folder = folder
    this.project = join(folder.path, 'project')
    this.#network = network
  }

  static async create({ copy, files = {}, packages }: ForeignProject): Promise<ForeignCluster> {
    const cluster = new ForeignCluster(await temporaryFolder(), await NetworkNamespace.create())
    await mkdir(cluster.project)
    if (copy !== undefined) await cp(copy, cluster.project, { recursive: true })
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
      await writeFile(join(cluster.project, name), text)
    }
    await linkPackages(cluster.project, packages)
    return cluster
  }

  /** Runs the command line. */
  grove(...args: string[]): Promise<Finished> {
    const env = { GROVE_STATE: this.#state, HOME: this.#folder.path }
    const command = this.#network.command(process.execPath, groveBin)
    return grove(args, { cwd: this.project, env, command })
  }

  /** Runs the command line, which must succeed; returns what it prints. */
  async run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.grove(...args)
    expect(code, `grove ${args.join(' ')}:\n${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`).toBe(0)
    return stdout
  }

  /** Runs a file of the project, which must succeed. */
  async node(args: string[], env: Record<string, string> = {}): Promise<string> {
    const command = this.#network.command(process.execPath)
    const { code, stdout, stderr } = await grove(args, { cwd: this.project, env, command })
    expect(code, `node ${args.join(' ')}:\n${stdout}\n${stderr}`).toBe(0)
    return stdout
  }

  /** Starts the cluster, waits until it has converged, and stops it. */
  async startOnce(): Promise<ParsedTimeline> {
    const timeline = parseTimeline(await this.run('up', '--json', '--exit-when-ready', '--timeout', '60'))
    expect(timeline.footer).toMatchObject({ ready: true, converged: true, exit: 0 })
    await this.nothingIsLeft()
    return timeline
  }

  /** Starts the cluster in the background. It is recorded in `timeline.ndjson`. */
  async start(): Promise<void> {
    await this.run('up', '-d', '--record', 'timeline.ndjson')
    await this.converged()
  }

  async converged(): Promise<void> {
    await this.run('wait', '--for', 'converged', '--timeout', '60')
  }

  async portOf(server: string): Promise<number> {
    const { instances } = JSON.parse(await this.run('ps', '--json')) as {
      instances: { runs: { servers: { id: string; port: number }[] }[] }[]
    }
    const servers = instances.flatMap(({ runs }) => runs.flatMap((run) => run.servers))
    return servers.find(({ id }) => id === server)?.port ?? 0
  }

  /** Stops the cluster. Returns its recording. */
  async stop(): Promise<ParsedTimeline> {
    await this.run('down')
    await this.nothingIsLeft()
    return parseTimeline(await readFile(join(this.project, 'timeline.ndjson'), 'utf8'))
  }

  async nothingIsLeft(): Promise<void> {
    await until('no process of the cluster runs', async () => (await processesOf(this.#state)).length === 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.grove('down')
    for (const pid of await processesOf(this.#state)) process.kill(pid, 'SIGKILL')
    await this.#network[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }

  get #state(): string {
    return join(this.#folder.path, 'state')
  }
}

/** Fails unless the latest process of each of these servers has joined by all steps of the dialect. */
export function expectAllSteps(timeline: ParsedTimeline, servers: readonly string[]): void {
  expect(timeline.header.dialect).toBeDefined()
  for (const server of servers) expect(missingSteps(timeline, server), `steps of ${server}`).toEqual([])
}

/**
 * Returns the titles of the steps that a server has not joined by.
 * @param instance its process, by default the latest
 */
export function missingSteps(
  { header: { dialect }, events }: ParsedTimeline,
  server: string,
  instance?: string,
): string[] {
  const found = flowSteps(events, server, { dialect, instance })
  return (dialect?.steps ?? []).flatMap(({ title }, index) => (found[index + 1] ? [] : [title]))
}

/** Returns what `grove check` finds. */
export function findingsOf({ header, events }: ParsedTimeline): Finding[] {
  return findings([header, ...events])
}
