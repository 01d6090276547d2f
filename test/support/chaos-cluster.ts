// Injects planned faults into a running cluster: each at its time, those of one process in sequence.
import { setTimeout as pause } from 'node:timers/promises'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import { MASTER, type Fault, type FaultKind } from './chaos-faults.ts'
import { until } from './until.ts'

export class ChaosCluster {
  readonly #cluster: Supervisor
  readonly #done = new Map<string, number>()
  readonly #underway = new Map<string, Promise<void>>()
  readonly #names = new Map<string, string>()

  constructor(cluster: Supervisor) {
    this.#cluster = cluster
  }

  /** Number of faults injected, by kind. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#done)
  }

  /** Resolves when all of them are injected and their actions are complete. */
  async inject(faults: readonly Fault[]): Promise<void> {
    const began = performance.now()
    for (const fault of faults) {
      await pause(Math.max(0, began + fault.at - performance.now()))
      const before = this.#underway.get(fault.target) ?? Promise.resolve()
      this.#underway.set(
        fault.target,
        before.then(() => this.#injectOne(fault)),
      )
    }
    await Promise.all(this.#underway.values())
  }

  async #injectOne({ kind, target, peer }: Fault): Promise<void> {
    // The supervisor chooses the id of a server that joins; the plan uses its own.
    const id = this.#names.get(target) ?? target
    if (kind === 'join') this.#names.set(target, await this.#cluster.add('worker'))
    else if ((this.#pidOf(id) === null) !== (kind === 'spawn')) return
    else if (kind === 'spawn') await this.#cluster.act(id, 'spawn')
    else if (kind === 'stop' || kind === 'restart') await this.#cluster.act(id, kind)
    else if (peer !== undefined) this.#injectIntoPair(id, this.#names.get(peer) ?? peer, kind)
    else await this.#injectInto(id, kind)
    const name = target === MASTER ? `${kind} of the master` : kind
    this.#done.set(name, (this.#done.get(name) ?? 0) + 1)
  }

  /** The fault of a process that has ended meanwhile is gone with it; a peer may be joining still. */
  #injectIntoPair(id: string, peer: string, kind: FaultKind): void {
    const servers = this.#cluster.servers()
    const { faults = [] } = servers.find((server) => server.id === id) ?? {}
    if (!servers.some((server) => server.id === peer)) return
    if (kind === 'cut pair') this.#cluster.injectFault(id, { link: 'rpc', peer, fault: { kind: 'cut' } })
    else if (faults.some((fault) => fault.peer === peer))
      this.#cluster.injectFault(id, { link: 'rpc', peer, fault: null })
  }

  async #injectInto(id: string, kind: FaultKind): Promise<void> {
    const [verb, link] = kind.split(' ')
    if (link === 'control' || link === 'rpc') {
      return this.#cluster.injectFault(id, { link, fault: verb === 'cut' ? { kind: 'cut' } : null })
    }
    if (kind === 'pause' || kind === 'resume') return this.#cluster.act(id, kind)
    // The supervisor must know that the master is killed on purpose; a server is killed behind its back.
    if (id === MASTER && kind === 'kill') return this.#cluster.act(id, 'kill')
    const { recorder } = this.#cluster
    recorder.addEvent({ t: 'fault', at: recorder.now(), process: id, fault: kind })
    const pid = this.#pidOf(id)
    if (pid) process.kill(pid, 'SIGKILL')
    await until(`${id} is gone`, () => this.#pidOf(id) === null)
  }

  #pidOf(id: string): number | null {
    return this.#cluster.servers().find((server) => server.id === id)?.pid ?? null
  }
}
