// Spawns servers in the order of their dependencies: those that must wait are spawned when what they wait for is there.
import type { TapLevel } from '../../../core/protocol/record.ts'
import { problemOf, type ServerSummary } from '../../contract/index.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { StickyPorts } from '../system/ports/sticky.ts'
import type { ChildCommand } from './child.ts'
import { unmetDependency } from './dependencies.ts'
import type { LaunchConfig } from './launch-config.ts'
import type { ManagedServer } from './managed-server.ts'
import type { MasterChannel } from './master-channel.ts'
import { ProgramPorts } from './program-ports.ts'
import type { ServerList } from './server-list.ts'
import { summarize } from './server-summary.ts'

export interface SpawnerOptions {
  config: LaunchConfig
  servers: ServerList
  master: MasterChannel
  recorder: Recorder
  sticky: StickyPorts | null
  tap: () => TapLevel
  /** @throws `RUN_ENDED` */
  assertNotStopping: () => void
}

export class Spawner {
  readonly #options: SpawnerOptions
  readonly #ports: ProgramPorts
  /** Servers that wait for others, and whether their restart policy wants them. */
  readonly #waiting = new Map<ManagedServer, boolean>()

  constructor(options: SpawnerOptions) {
    this.#options = options
    this.#ports = new ProgramPorts((id) => options.sticky?.portOf(id))
  }

  summaries(): ServerSummary[] {
    const summaryOf = this.#summarizer()
    return this.#options.servers.all.flatMap((server) => [
      summaryOf(server),
      ...[...(server.process?.workers.values() ?? [])].map((worker) => worker.summary()),
    ])
  }

  /**
   * Spawns those that need not wait; the others wait. One whose port is in use fails; if it is the master, none is
   * spawned.
   */
  async spawn(servers: readonly ManagedServer[], byPolicy = false): Promise<void> {
    const { config } = this.#options
    for (const server of servers) server.planned = config.planned(server.planned)
    const summaryOf = this.#summarizer()
    const free = servers.filter((server) => {
      if (server.isAlive || this.#unmetDependency(server, summaryOf) === null) return true
      if (!isDue(server, byPolicy)) return false
      this.#waiting.set(server, byPolicy)
      server.wait()
      return false
    })
    await this.#spawnNow(free, byPolicy)
  }

  /** Spawns those whose dependencies are there now. To be called when a server has changed. */
  async spawnWaiting(): Promise<void> {
    if (this.#waiting.size === 0) return
    const summaryOf = this.#summarizer()
    const free: [ManagedServer, boolean][] = []
    for (const [server, byPolicy] of this.#waiting) {
      if (server.status === 'waiting' && this.#unmetDependency(server, summaryOf) !== null) continue
      this.#waiting.delete(server)
      if (server.status === 'waiting') free.push([server, byPolicy])
    }
    await Promise.all(
      free.map(([server, byPolicy]) =>
        this.#spawnNow([server], byPolicy).catch((error: unknown) => {
          const problem = problemOf(error)
          if (problem.code !== 'RUN_ENDED') server.fail(problem)
        }),
      ),
    )
  }

  /** @throws `CANNOT_SPAWN` if a referenced port is not known yet */
  commandOf(server: ManagedServer): ChildCommand {
    const { config, master, servers, sticky, tap } = this.#options
    const isMaster = server.role === 'master'
    return config.command(server.planned, {
      tap: { rpc: tap() },
      // A master that is restarted listens where the servers look for it, unless another program has taken the port.
      lastPort: (isMaster ? master.address?.port : server.port) ?? sticky?.portOf(server.id),
      master: isMaster ? { expect: servers.expectedIds } : undefined,
      portOf: (name) => this.#portOf(name),
    })
  }

  async #spawnNow(servers: readonly ManagedServer[], byPolicy: boolean): Promise<void> {
    await this.#assignPorts(servers)
    const conflicts = await Promise.all(
      servers.map(({ planned }) => this.#options.config.portConflict(planned)),
    )
    this.#options.assertNotStopping()
    // Meanwhile a server may have been spawned by another request, stopped or removed.
    const due = servers
      .map((server, index) => ({ server, conflict: conflicts[index] ?? null }))
      .filter(({ server }) => !server.isAlive && isDue(server, byPolicy))
    for (const { server, conflict } of due) if (conflict) server.fail(conflict)
    if (due.some(({ server, conflict }) => conflict && server.role === 'master')) return
    const free = due.filter(({ conflict }) => !conflict)
    await Promise.all(free.map(({ server }) => this.#spawnServer(server, byPolicy)))
  }

  async #spawnServer(server: ManagedServer, byPolicy: boolean): Promise<void> {
    const { config, master } = this.#options
    let command: ChildCommand
    try {
      command = this.commandOf(server)
    } catch (error) {
      return server.fail(problemOf(error))
    }
    const spawned = server.spawn(command, config.policy(server.planned), byPolicy)
    if (server.role !== 'master') master.announceMasterTo(server)
    if (server.isDebugged) master.sendDebugged()
    await spawned
  }

  /** Programs are told their port, so it is chosen before they are spawned, and before others are told it. */
  async #assignPorts(servers: readonly ManagedServer[]): Promise<void> {
    const { config, recorder } = this.#options
    const isAutomatic = ({ planned }: ManagedServer) => planned.port === 'auto' && config.isProgram(planned)
    for (const server of servers.filter((each) => !each.isAlive && isAutomatic(each))) {
      const taken = await this.#ports.assign(server.id, config.host)
      const port = this.#ports.portOf(server.id)
      if (port !== undefined) server.planned = { ...server.planned, port }
      if (taken === null) continue
      const text = `gets port ${port}, because another program uses ${taken}`
      recorder.addEvent({ t: 'log', at: recorder.now(), process: server.id, level: 'warn', text })
    }
    const others = this.#options.servers.all.filter(isAutomatic)
    await this.#ports.assignMissing(
      others.map(({ id }) => id),
      config.host,
    )
  }

  /** @param name an id, or a type, which means its first server */
  #portOf(name: string): number | undefined {
    const { all } = this.#options.servers
    const server = all.find(({ id }) => id === name) ?? all.find(({ serverType }) => serverType === name)
    if (!server) return undefined
    const { port } = server.planned
    return typeof port === 'number' ? port : (this.#ports.portOf(server.id) ?? server.port ?? undefined)
  }

  #summarizer(): (server: ManagedServer) => ServerSummary {
    const { status } = this.#options.master
    const summaries = new Map<ManagedServer, ServerSummary>()
    const summaryOf = (server: ManagedServer): ServerSummary => {
      const known = summaries.get(server)
      if (known) return known
      // Without its dependency at first: an edited plan may have made a circle with a type that is no longer in it.
      summaries.set(server, summarize(server, status, null))
      if (server.status === 'waiting')
        summaries.set(server, summarize(server, status, this.#unmetDependency(server, summaryOf)))
      return summaries.get(server) ?? summarize(server, status, null)
    }
    return summaryOf
  }

  #unmetDependency(
    server: ManagedServer,
    summaryOf: (server: ManagedServer) => ServerSummary,
  ): string | null {
    const { config, servers } = this.#options
    const dependsOn = config.dependenciesOf(server.serverType)
    const others = servers.all.filter(({ desired }) => desired !== 'removed')
    return unmetDependency(dependsOn, others, summaryOf)
  }
}

/** Whether a server that has no process is to get one. A restart policy does not start what was stopped meanwhile. */
function isDue({ desired }: ManagedServer, byPolicy: boolean): boolean {
  return desired === 'running' || (desired === 'stopped' && !byPolicy)
}
