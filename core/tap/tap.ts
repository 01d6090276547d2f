// Turns what happens in this process into tap records: what passes its links, and its own changes of state. Each
// record gets an id, its time and its causes here, and nowhere else.
import { currentCauses } from '../kit/node-cause.ts'
import type { Now } from '../kit/node-clock.ts'
import type { LogLevel } from '../kit/log.ts'
import type {
  Incarnation,
  LinkRecord,
  PacketRecord,
  ProxyRecord,
  ServerState,
  Step,
  TapLevel,
  TapRecord,
  ViewRecord,
} from '../protocol/record.ts'
import type { Link } from '../transport/link.ts'
import type { LinkObserver, SeenPacket } from '../transport/observer.ts'
import { addBody } from './body.ts'

/** Where records go. */
type TapSink = (record: TapRecord) => void

export interface TapOptions {
  /** Prefix of the ids of this process's own records: no other process of the run, and no other life of this one, may share it. */
  process: string
  now: Now
  sink: TapSink
  /** The level at first. */
  rpc: TapLevel
}

export class Tap implements LinkObserver {
  /** May change at any time. */
  rpc: TapLevel
  readonly #options: TapOptions
  #count = 0

  constructor(options: TapOptions) {
    this.#options = options
    this.rpc = options.rpc
  }

  /** The ids that these methods answer may be used as causes. */
  state(from: ServerState | null, to: ServerState, reason?: string): string {
    return this.#own({ t: 'state', from, to, ...(reason === undefined ? {} : { reason }) })
  }

  step(step: Step, about?: string): string {
    return this.#own({ t: 'step', step, ...(about === undefined ? {} : { about }) })
  }

  view(change: Pick<ViewRecord, 'epoch' | 'revision' | 'added' | 'removed' | 'size'>): string {
    return this.#own({ t: 'view', ...change })
  }

  proxy(server: Incarnation, facts: Pick<ProxyRecord, 'serverType' | 'services' | 'made'>): string {
    return this.#own({ t: 'proxy', server: server.id, instance: server.instance, ...facts })
  }

  log(level: LogLevel, text: string): void {
    this.#options.sink({ t: 'log', at: this.#options.now(), level, text })
  }

  opened(link: Link): string {
    return this.#link(link, 'opened')
  }

  closed(link: Link, reason: string): string {
    return this.#link(link, 'closed', reason)
  }

  refused(conn: string, kind: Link['kind'], end: Link['end'], reason: string): void {
    this.#own({ t: 'link', link: kind, conn, end, event: 'refused', reason })
  }

  now(): number {
    return this.#options.now()
  }

  sent(link: Link, packet: SeenPacket, n: number, at: number): void {
    const record = this.#recordOf('sent', link, packet, n, at)
    if (record) this.#options.sink(record)
  }

  received(link: Link, packet: SeenPacket, n: number): void {
    if (this.#levelOf(link) === 'off') return
    const record = this.#recordOf('received', link, packet, n, this.now())
    if (record) this.#options.sink(record)
  }

  dropped(link: Link, packet: SeenPacket, id: string, n: number | undefined, at: number): void {
    const record = this.#recordOf(n === undefined ? 'sent' : 'received', link, packet, n ?? 0, at)
    if (!record) return
    const { t: _t, n: _n, ...facts } = record
    this.#options.sink({ t: 'dropped', id, ...facts, ...(n === undefined ? {} : { n }) })
  }

  malformed(link: Link, problem: string): void {
    this.log('warn', `malformed packet on ${link.kind} connection ${link.conn}: ${problem}`)
  }

  #link(link: Link, event: LinkRecord['event'], reason?: string): string {
    return this.#own({
      t: 'link',
      link: link.kind,
      conn: link.conn,
      event,
      end: link.end,
      ...(link.peer === undefined ? {} : { peer: link.peer }),
      ...(reason === undefined ? {} : { reason }),
    })
  }

  #levelOf({ kind }: Link): TapLevel {
    return kind === 'rpc' ? this.rpc : 'full'
  }

  /** Undefined where the level leaves the packet out. A busy server spends its time here: no object is made twice. */
  #recordOf(
    t: PacketRecord['t'],
    link: Link,
    packet: SeenPacket,
    n: number,
    at: number,
  ): PacketRecord | undefined {
    const level = this.#levelOf(link)
    if (level === 'off') return undefined
    const direction = (link.end === 'dialler') === (t === 'sent') ? 'up' : 'down'
    const { kind, conn } = link
    const { event, bytes } = packet
    const record: PacketRecord = { t, at, link: kind, conn, direction, n, event, bytes }
    if (level === 'full') addBody(record, packet)
    const causes = t === 'sent' ? currentCauses() : undefined
    if (causes) record.causes = causes
    return record
  }

  #own(record: WithoutFrame<TapRecord>): string {
    const id = `${this.#options.process}#${++this.#count}`
    const causes = currentCauses()
    this.#options.sink({ ...record, id, at: this.#options.now(), ...(causes ? { causes } : {}) } as TapRecord)
    return id
  }
}

type WithoutFrame<Record> = Record extends { id: string } ? Omit<Record, 'id' | 'at' | 'causes'> : never
