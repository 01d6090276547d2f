// Records of a small cluster without a master, as an adapter would report them.
import type { Dialect } from '../../core/protocol/dialect.ts'
import type { BusRecord, CallRecord, ServerState, TapRecord } from '../../core/protocol/record.ts'
import { Pairing, type HeaderEvent, type TimelineEvent } from '../../src-main/timeline/index.ts'

export const MASTERLESS: Dialect = {
  name: 'gossip',
  title: 'Gossip 3',
  hasMaster: false,
  sees: { views: true, proxies: true, packets: true },
  unseen: ['What is said aloud.'],
  steps: [
    { title: 'It says who it is', events: [{ t: 'packet', of: 'self', names: ['info'] }] },
    { title: 'The others add it', events: [{ t: 'view', of: 'peer', about: 'self', causedBy: 1 }] },
    { title: 'They make proxies', events: [{ t: 'proxy', of: 'peer', about: 'self', effectOf: 2 }] },
  ],
  phases: { info: 'register', 'find.ack': 'rpc', find: 'rpc', heard: 'connect' },
  checks: [
    'views-agree-when-idle',
    'state-order',
    'revisions-grow',
    'rpc-ended',
    'converges-in-time',
    'proxies-made',
    'answered-by-all',
    'request-answered-once',
    'node-lost-while-alive',
  ],
}

const STATES: ServerState[] = ['starting', 'connecting', 'registered', 'started']
const MS = 1e6

interface Said {
  at?: number
  key?: string
  to?: string
  calls?: CallRecord[]
  causes?: string[]
  dropped?: true
}

/** Time passes by 1 ms with each record. */
export class SyntheticNodes {
  readonly events: TimelineEvent[] = []
  readonly header: HeaderEvent
  readonly pairing: Pairing
  /** Milliseconds since t0. */
  now = 0
  readonly #instances = new Map<string, string>()
  readonly #views = new Map<string, number>()
  #count = 0

  constructor(
    ids: string[],
    readonly dialect: Dialect = MASTERLESS,
  ) {
    this.header = {
      t: 'header',
      v: 1,
      run: 'nodes',
      startedAt: '2026-01-01T00:00:00.000Z',
      t0: '0',
      generator: 'test',
      plan: {
        name: 'nodes',
        master: null,
        servers: ids.map((id) => ({ id, serverType: 'node', port: 'none' })),
        env: [],
      },
      dialect,
      tap: { rpc: 'full' },
      redacted: true,
    }
    this.pairing = new Pairing((event) => this.events.push(event), { dialect })
  }

  /** Spawns a process and takes its node to `started`; the framework calls it `<id>-<pid>`. */
  start(id: string, pid = 1): void {
    this.#instances.set(id, `${id}.${pid}`)
    this.pairing.addAlias(this.node(id), id)
    this.process(id, 'spawned', pid)
    for (const [index, to] of STATES.entries()) {
      this.add(id, { t: 'state', id: this.#id(), at: this.#at(), from: STATES[index - 1] ?? null, to })
    }
    this.process(id, 'ready', pid)
  }

  /** What the framework calls a node. */
  node(id: string): string {
    return this.#instances.get(id) ?? id
  }

  process(id: string, event: 'spawned' | 'ready' | 'stopping' | 'exited', pid = 1): void {
    const serverType = id.replace(/-\d+$/, '')
    this.pairing.addEvent({ t: 'process', at: this.#at(), process: id, serverType, event, pid })
  }

  fault(id: string, fault: string): void {
    this.pairing.addEvent({ t: 'fault', at: this.#at(), process: id, fault })
  }

  /** Views name nodes as the framework does. Returns the row's id. */
  view(id: string, added: string[], removed: string[] = [], causes: string[] = []): string {
    const row = this.#id()
    const revision = (this.#views.get(id) ?? 0) + 1
    this.#views.set(id, revision)
    const member = (one: string) => ({ id: this.node(one), instance: this.node(one) })
    this.add(id, {
      t: 'view',
      id: row,
      at: this.#at(),
      epoch: this.node(id),
      revision,
      added: added.map((one) => ({ ...member(one), serverType: 'node', callable: true })),
      removed: removed.map(member),
      size: added.length,
      causes,
    })
    return row
  }

  proxy(id: string, server: string, made = true, causes: string[] = []): void {
    this.add(id, {
      t: 'proxy',
      id: this.#id(),
      at: this.#at(),
      server: this.node(server),
      instance: this.node(server),
      serverType: 'node',
      services: ['find'],
      made,
      causes,
    })
  }

  /** All nodes hold each other, with proxies. */
  meet(ids: string[]): void {
    for (const id of ids) {
      const others = ids.filter((other) => other !== id)
      this.view(id, others)
      for (const other of others) this.proxy(id, other)
    }
  }

  publish(id: string, topic: string, name: string, { key = 'k', ...said }: Said = {}): string {
    return this.#bus('published', id, topic, name, { key, ...said })
  }

  deliver(id: string, topic: string, name: string, { key = 'k', ...said }: Said = {}): string {
    return this.#bus('delivered', id, topic, name, { key, ...said })
  }

  add(id: string, record: TapRecord): void {
    this.pairing.addRecord(id, this.#instances.get(id) ?? '', record)
  }

  /** Returns the packets of a name as `from > to`, with the times of both ends in milliseconds. */
  packets(name: string): string[] {
    const time = (at: number | null) => (at === null ? '–' : String(at / MS))
    return this.events.flatMap((event) =>
      event.t === 'packet' && event.name === name
        ? [`${event.from} > ${event.to} ${time(event.sent)}..${time(event.received)}`]
        : [],
    )
  }

  #bus(t: BusRecord['t'], id: string, topic: string, name: string, { at, key = 'k', ...said }: Said): string {
    const row = this.#id()
    const time = at === undefined ? this.#at() : at * MS
    const link = this.dialect.phases[name] === 'rpc' ? 'rpc' : 'control'
    this.add(id, { t, id: row, at: time, link, topic, key, event: name, name, bytes: 9, ...said })
    return row
  }

  #at(): number {
    return (this.now += 1) * MS
  }

  #id(): string {
    return `r#${(this.#count += 1)}`
  }
}
