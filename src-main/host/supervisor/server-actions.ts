// What users do to the servers of a run: spawn, stop, kill, restart, pause, add and scale.
import { HostError, problemOf, type PlannedServer, type ServerAction } from '../../contract/index.ts'
import { spawnProblem } from './early-exit.ts'
import type { LaunchConfig } from './launch-config.ts'
import type { ManagedServer } from './managed-server.ts'
import { planScaling } from './scaling.ts'
import type { ServerList } from './server-list.ts'
import { foreseeSpawnError } from './spawn-error.ts'
import type { Spawner } from './spawner.ts'
import type { GracePeriods } from './stop-escalation.ts'

/** The run that the servers belong to. */
export interface SupervisedRun {
  config: LaunchConfig
  servers: ServerList
  spawner: Spawner
  grace: GracePeriods
  addServer: (planned: PlannedServer) => ManagedServer
  /** Tells the master which servers to wait for. */
  sendExpected: () => void
  /** Adds a mark to the timeline. */
  mark: (text: string) => void
  onChange: () => void
  /** @throws `RUN_ENDED` */
  assertNotStopping: () => void
}

export class ServerActions {
  readonly #run: SupervisedRun

  constructor(run: SupervisedRun) {
    this.#run = run
  }

  /**
   * @throws `NO_SUCH_SERVER`, `NOT_RUNNING`, `ALREADY_RUNNING`, `RUN_ENDED`, `NOT_ON_WINDOWS`; to spawn and to restart
   * also `PLAN_BROKEN` and `COMPILE_FAILED`, with nothing changed, `CANNOT_SPAWN` and problems of its port
   */
  async act(id: string, action: ServerAction): Promise<void> {
    const server = this.#run.servers.find(id)
    switch (action) {
      case 'spawn':
        return this.#respawn(server)
      case 'pause':
        return server.pause()
      case 'resume':
        return server.resume()
      case 'kill':
        await server.kill()
        return this.#run.sendExpected()
      case 'stop':
        if (!server.restarts.pending && server.status !== 'waiting') server.requireProcess()
        await server.stop(this.#run.grace)
        return this.#run.sendExpected()
      case 'restart':
        return this.#restart(server)
    }
  }

  /** Adds a server of a type and returns its id. @throws as `act`, `NO_SUCH_TYPE`, `BAD_COUNT` */
  async add(serverType: string): Promise<string> {
    await this.#rebuild()
    const [added] = this.#applyScaling(serverType, this.#ofType(serverType).length + 1).added
    if (!added) throw new Error(`No ${serverType} was added.`)
    await this.#spawnRequested([added])
    return added.id
  }

  /**
   * Sets the number of running servers of a type: spawns those that have ended and adds the lowest free numbers, or
   * stops the highest numbers and removes them. Resolves when these have ended. @throws as `add`
   */
  async scale(serverType: string, count: number): Promise<void> {
    const running = this.#ofType(serverType).filter(({ isAlive }) => isAlive)
    // To stop servers, no build is needed.
    if (count > running.length) await this.#rebuild()
    this.#run.assertNotStopping()
    const { ended, added, removed } = this.#applyScaling(serverType, count)
    await Promise.all([
      this.#spawnRequested([...ended, ...added]),
      ...removed.map((server) => this.#removeServer(server)),
    ])
  }

  async #removeServer(server: ManagedServer): Promise<void> {
    await server.stop(this.#run.grace, 'scaled down', 'removed')
    this.#run.servers.remove(server)
    this.#run.sendExpected()
    this.#run.onChange()
  }

  /** Spawns a server on request. */
  async #respawn(server: ManagedServer): Promise<void> {
    if (server.isAlive) {
      throw new HostError({
        code: 'ALREADY_RUNNING',
        message: `${server.id} is running.`,
        server: server.id,
      })
    }
    await this.#rebuild()
    await this.#spawnRequested([server])
  }

  /** Builds first: a server that runs is not stopped for a project that cannot be started. */
  async #restart(server: ManagedServer): Promise<void> {
    await this.#rebuild()
    assertPresent(server)
    const reason = foreseeSpawnError(this.#run.spawner.commandOf(server))
    if (reason !== null) throw new HostError(spawnProblem(server.id, reason))
    server.record('restarting')
    await server.stop(this.#run.grace, 'restart')
    assertPresent(server)
    await this.#spawnRequested([server])
  }

  /** A restart policy wants it to be spawned now. */
  async restartByPolicy(server: ManagedServer): Promise<void> {
    try {
      await this.#reload()
      if (server.desired === 'running') await this.#spawnMore([server], true)
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code !== 'RUN_ENDED') server.fail(problem)
    }
  }

  /** The servers of a type, those excluded that are being removed. */
  #ofType(serverType: string): ManagedServer[] {
    return this.#run.servers.servers.filter(
      ({ planned, desired }) => planned.serverType === serverType && desired !== 'removed',
    )
  }

  /** Adds the new servers in the same step in which their numbers are chosen: another request may wait beside this one. */
  #applyScaling(serverType: string, count: number) {
    const { ended, added, removed } = planScaling(
      serverType,
      this.#run.config.group(serverType),
      count,
      this.#run.servers.all,
      this.#run.config.portsOf(this.#run.servers.all.map(({ planned }) => planned)),
    )
    return { ended, removed, added: added.map((planned) => this.#run.addServer(planned)) }
  }

  /** An invalid plan is no error here: the last valid one stays in use. @throws `COMPILE_FAILED`, `RUN_ENDED` */
  async #reload(): Promise<void> {
    const changed = await this.#run.config.reload()
    this.#run.assertNotStopping()
    if (changed) this.#run.mark('the plan was edited; servers spawned from now on follow it')
  }

  /** Reads and builds what a request will spawn. @throws `PLAN_BROKEN`, `COMPILE_FAILED`, `RUN_ENDED` */
  async #rebuild(): Promise<void> {
    await this.#reload()
    const { problem } = this.#run.config
    if (!problem) return
    this.#run.onChange()
    throw new HostError(problem)
  }

  /** @throws the problem of the first server that could not be spawned */
  async #spawnRequested(servers: readonly ManagedServer[]): Promise<void> {
    await this.#spawnMore(servers)
    const [first, ...others] = servers.flatMap(({ isAlive, problem }) => (isAlive ? [] : (problem ?? [])))
    if (!first) return
    const more = others.length > 0 ? ` So it is with ${others.length} more: see grove ps.` : ''
    throw new HostError({ ...first, message: first.message + more })
  }

  async #spawnMore(servers: readonly ManagedServer[], byPolicy = false): Promise<void> {
    await this.#run.spawner.spawn(servers, byPolicy)
    this.#run.sendExpected()
    this.#run.onChange()
  }
}

/** Another request may have removed it. @throws `NO_SUCH_SERVER` */
function assertPresent({ id, desired }: ManagedServer): void {
  if (desired !== 'removed') return
  throw new HostError({ code: 'NO_SUCH_SERVER', message: `${id} was removed meanwhile.`, server: id })
}
