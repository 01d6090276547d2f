// A run told event by event, for chapters: members are spawned, join, know and drop each other at given times.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { ServerState } from '../../core/protocol/record.ts'
import type { HeaderEvent, TimelineEvent, UnnumberedEvent } from '../../src-main/timeline/index.ts'
import { syntheticHeader } from './synthetic-timeline.ts'

const MS = 1e6

export class ToldRun {
  readonly events: TimelineEvent[] = []
  readonly header: HeaderEvent
  /** Milliseconds of the next event. */
  now = 0
  #rows = 0
  readonly #lives = new Map<string, number>()
  readonly #states = new Map<string, ServerState>()

  constructor(servers: readonly string[], dialect?: Dialect) {
    const header = syntheticHeader({ servers: 0 })
    const planned = servers.map((id) => ({ id, serverType: typeOf(id), port: 'none' as const }))
    this.header = { ...header, plan: { ...header.plan, servers: planned }, dialect }
  }

  at(ms: number): this {
    this.now = ms
    return this
  }

  process(
    id: string,
    event: 'spawned' | 'ready' | 'stopping' | 'exited' | 'restarting',
    more: object = {},
  ): this {
    if (event === 'spawned') this.#lives.set(id, (this.#lives.get(id) ?? 0) + 1)
    return this.add({
      t: 'process',
      at: this.#time(),
      process: id,
      serverType: typeOf(id),
      event,
      pid: 1,
      ...more,
    })
  }

  exited(id: string, code: number | null, signal: string | null = null): this {
    return this.process(id, 'exited', { code, signal })
  }

  state(id: string, ...states: ServerState[]): this {
    for (const to of states) {
      const instance = this.instance(id)
      const from = this.#states.get(instance) ?? null
      this.#states.set(instance, to)
      this.add({ t: 'state', at: this.#time(), process: id, id: this.#row(), instance, from, to })
      this.now += 1
    }
    return this
  }

  /** Spawns a member, and takes it to `started`. */
  start(id: string): this {
    this.process(id, 'spawned')
    return this.join(id)
  }

  join(id: string): this {
    const isMaster = typeOf(id) === 'master'
    this.state(id, 'starting')
    return isMaster
      ? this.state(id, 'listening', 'started')
      : this.state(id, 'connecting', 'registered', 'subscribed', 'started')
  }

  view(id: string, added: readonly string[], removed: readonly string[] = [], reason?: string): this {
    const member = (one: string) => ({ id: one, instance: this.instance(one) })
    return this.add({
      t: 'view',
      at: this.#time(),
      process: id,
      id: this.#row(),
      instance: this.instance(id),
      epoch: 'e',
      revision: 1,
      added: added.map(member),
      removed: removed.map((one) => ({ ...member(one), reason })),
      size: added.length,
    })
  }

  /** Everybody lists everybody. */
  agree(ids: readonly string[]): this {
    for (const id of ids)
      this.view(
        id,
        ids.filter((other) => typeOf(other) !== 'master'),
      )
    return this
  }

  fault(id: string, fault: string, parameters?: object): this {
    return this.add({ t: 'fault', at: this.#time(), process: id, fault, parameters })
  }

  calls(from: string, to: string, count: number, everyMs: number): this {
    for (let n = 1; n <= count; n += 1) {
      const packet: UnnumberedEvent = {
        t: 'packet',
        id: `c/up/${n}`,
        link: 'rpc',
        conn: 'c',
        direction: 'up',
        n,
        from,
        to,
        event: 'rpc',
        name: 'rpc.call',
        phase: 'rpc',
        sent: this.#time(),
        received: this.#time(),
        bytes: 9,
        calls: [{ id: n, method: 'room.say' }],
      }
      this.add(packet)
      this.now += everyMs
    }
    return this
  }

  add(event: UnnumberedEvent): this {
    this.events.push({ ...event, seq: this.events.length + 1 })
    return this
  }

  instance(id: string): string {
    return `${id}.${this.#lives.get(id) ?? 1}`
  }

  #time(): number {
    return this.now * MS
  }

  #row(): string {
    return `r#${(this.#rows += 1)}`
  }
}

function typeOf(id: string): string {
  return id.replace(/-\d+$/, '')
}
