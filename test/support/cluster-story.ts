// What happens to a synthetic cluster after it has started, told row by row.
import type { LinkKind, ServerState } from '../../core/protocol/record.ts'
import {
  clusterVerdict,
  convergence,
  serverFacts,
  sortByTime,
  timeOf,
  type ClusterState,
  type ServerFacts,
  type TimelineEvent,
  type UnnumberedEvent,
  type Verdict,
} from '../../src-main/timeline/index.ts'
import { stateAt } from './state-at.ts'
import { syntheticTimeline } from './synthetic-timeline.ts'

const MS = 1e6

export class ClusterStory {
  readonly events: TimelineEvent[]
  readonly planned: string[]
  now: number
  /** When the recording ended; null while it goes on. */
  endedAt: number | null = null

  constructor(servers = 5) {
    const { header, events } = syntheticTimeline({ servers })
    this.events = sortByTime(events)
    this.planned = header.plan.servers.map(({ id }) => id)
    this.now = Math.max(...this.events.map(timeOf))
  }

  get state(): ClusterState {
    return stateAt(this.events, this.now)
  }

  get verdict(): Verdict {
    const { state, now: at, planned, endedAt } = this
    return clusterVerdict(state, convergence(state), { at, planned, endedAt })
  }

  facts(id: string): ServerFacts {
    return serverFacts(this.state, id)
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.now += ms * MS
    return this
  }

  process(
    process: string,
    event: 'spawned' | 'ready' | 'stopping' | 'exited' | 'restarting',
    more: { code?: number; signal?: string; reason?: string; role?: 'resource' } = {},
  ): this {
    const serverType = process.replace(/-\d+$/, '')
    return this.#add({ t: 'process', at: this.now, process, serverType, event, pid: 1, ...more })
  }

  fault(process: string, fault: string, link?: LinkKind, parameters = {}): this {
    const all = link === undefined ? undefined : { link, ...parameters }
    return this.#add({ t: 'fault', at: this.now, process, fault, parameters: all })
  }

  reports(process: string, to: ServerState, reason?: string): this {
    const instance = this.#instance(process)
    return this.#add({
      t: 'state',
      at: this.now,
      process,
      id: `s${this.now}`,
      instance,
      from: null,
      to,
      reason,
    })
  }

  /** These servers lose another one from their views and proxies; the master from its registry. */
  drop(id: string, by: readonly string[], reason?: string): this {
    const { state } = this
    const instance = this.#instance(id)
    for (const process of by) {
      const view = state.processes.get(process)?.view
      if (!view) throw new Error(`${process} has no view`)
      this.#add({
        t: 'view',
        at: this.now,
        process,
        id: `v${process}${this.now}`,
        instance: this.#instance(process),
        epoch: view.epoch,
        revision: view.revision + 1,
        added: [],
        removed: [{ id, instance, reason }],
        size: view.servers.size - 1,
      })
      const proxy = state.processes.get(process)?.proxies.get(id)
      if (proxy) {
        const { serverType, services } = proxy
        const row = { at: this.now, process, id: `p${process}${this.now}`, server: id, instance }
        this.#add({ t: 'proxy', ...row, serverType, services, made: false })
      }
    }
    return this
  }

  find(rule: string): this {
    return this.#add({ t: 'finding', at: this.now, rule, events: [], text: rule })
  }

  #instance(id: string): string {
    return this.state.processes.get(id)?.instance ?? ''
  }

  #add(row: UnnumberedEvent): this {
    this.events.push({ seq: this.events.length + 1_000, ...row })
    return this
  }
}
