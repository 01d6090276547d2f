// Turns what happens in this process into tap records: what passes its links, and its own changes of state. Each
// record gets an id, its time and its causes here, and nowhere else.
import { currentCauses } from '../kit/cause.ts'
import type { Now } from '../kit/clock.ts'
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
import type { DroppedPacket, LinkObserver, LinkPacket } from '../transport/observer.ts'
import { bodyFor } from './body.ts'

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

  sent(link: Link, packet: LinkPacket, at: number): void {
    this.#packet('sent', link, packet, at)
  }

  received(link: Link, packet: LinkPacket): void {
    this.#packet('received', link, packet, this.now())
  }

  dropped(link: Link, packet: DroppedPacket, at: number): void {
    const t = packet.n === undefined ? 'sent' : 'received'
    const facts = this.#factsOf(t, link, packet, at)
    if (facts) this.#options.sink({ ...facts, t: 'dropped', id: packet.id })
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

  #packet(t: PacketRecord['t'], link: Link, packet: LinkPacket, at: number): void {
    const facts = this.#factsOf(t, link, packet, at)
    if (facts) this.#options.sink({ ...facts, t, n: packet.n })
  }

  /** Undefined where the level leaves the packet out. */
  #factsOf(t: PacketRecord['t'], link: Link, packet: DroppedPacket, at: number): PacketFacts | undefined {
    const level = link.kind === 'rpc' ? this.rpc : 'full'
    if (level === 'off') return undefined
    const up = (link.end === 'dialler') === (t === 'sent')
    const causes = t === 'sent' ? currentCauses() : undefined
    return {
      at,
      link: link.kind,
      conn: link.conn,
      direction: up ? 'up' : 'down',
      ...(packet.n === undefined ? {} : { n: packet.n }),
      event: packet.event,
      bytes: packet.bytes,
      ...bodyFor(packet, level),
      ...(causes ? { causes } : {}),
    }
  }

  #own(record: WithoutFrame<TapRecord>): string {
    const id = `${this.#options.process}#${++this.#count}`
    const causes = currentCauses()
    this.#options.sink({ ...record, id, at: this.#options.now(), ...(causes ? { causes } : {}) } as TapRecord)
    return id
  }
}

type PacketFacts = Omit<PacketRecord, 't' | 'n'> & { n?: number }

type WithoutFrame<Record> = Record extends { id: string } ? Omit<Record, 'id' | 'at' | 'causes'> : never
