// Turns what happens in this process into tap records: the packets on its links, and its own changes of state.
// Every record gets its id, time and causes here.
import { currentCauses } from '../kit/node-cause.ts'
import type { Now } from '../kit/node-clock.ts'
import type { LogLevel } from '../kit/log.ts'
import { maskShapes } from '../kit/secrets.ts'
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
import type { LinkInfo, LinkObserver, SeenPacket } from '../transport/observer.ts'

/** A longer packet is recorded as the beginning of its text. */
export const MAX_BODY_BYTES = 16 * 1024

export interface TapOptions {
  /** Prefix of the ids of this process's own records, unique among all processes of the run. */
  process: string
  now: Now
  sink: (record: TapRecord) => void
  /** The initial level. */
  rpc: TapLevel
}

/** The returned ids can be used as causes of later records. */
export class Tap implements LinkObserver {
  /** May be changed at any time. */
  rpcLevel: TapLevel
  readonly #options: TapOptions
  #count = 0

  constructor(options: TapOptions) {
    this.#options = options
    this.rpcLevel = options.rpc
  }

  state(from: ServerState | null, to: ServerState, reason?: string): string {
    return this.#own({ t: 'state', from, to, reason })
  }

  step(step: Step, about?: string): string {
    return this.#own({ t: 'step', step, about })
  }

  view(change: Pick<ViewRecord, 'epoch' | 'revision' | 'added' | 'removed' | 'size'>): string {
    return this.#own({ t: 'view', ...change })
  }

  proxy(server: Incarnation, details: Pick<ProxyRecord, 'serverType' | 'services' | 'made'>): string {
    return this.#own({ t: 'proxy', server: server.id, instance: server.instance, ...details })
  }

  log(level: LogLevel, text: string): void {
    this.#options.sink({ t: 'log', at: this.#options.now(), level, text })
  }

  opened(link: LinkInfo): string {
    return this.#link(link, 'opened')
  }

  closed(link: LinkInfo, reason: string): string {
    return this.#link(link, 'closed', reason)
  }

  refused(link: LinkInfo, reason: string): void {
    this.#link(link, 'refused', reason)
  }

  now(): number {
    return this.#options.now()
  }

  sent(link: LinkInfo, packet: SeenPacket, n: number, at: number): void {
    const record = this.#packetRecord('sent', link, packet, n, at)
    if (record) this.#options.sink(record)
  }

  received(link: LinkInfo, packet: SeenPacket, n: number): void {
    if (this.#levelOf(link) === 'off') return
    const record = this.#packetRecord('received', link, packet, n, this.now())
    if (record) this.#options.sink(record)
  }

  dropped(link: LinkInfo, packet: SeenPacket, id: string, n: number | undefined, at: number): void {
    const record = this.#packetRecord(n === undefined ? 'sent' : 'received', link, packet, n ?? 0, at)
    if (record) this.#options.sink({ ...record, t: 'dropped', id, n })
  }

  malformed(link: LinkInfo, problem: string): void {
    this.log('warn', `malformed packet on ${link.kind} connection ${link.conn}: ${problem}`)
  }

  #link({ kind, conn, end, peer }: LinkInfo, event: LinkRecord['event'], reason?: string): string {
    return this.#own({ t: 'link', link: kind, conn, event, end, peer, reason })
  }

  #levelOf({ kind }: LinkInfo): TapLevel {
    return kind === 'rpc' ? this.rpcLevel : 'full'
  }

  /** Returns undefined when the level leaves the packet out. On the hot path: no object is copied. */
  #packetRecord(
    t: PacketRecord['t'],
    link: LinkInfo,
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
    this.#options.sink({ ...record, id, at: this.#options.now(), causes: currentCauses() })
    return id
  }
}

function addBody(record: PacketRecord, { body, bytes, json }: SeenPacket): void {
  if (body === undefined) return
  if (bytes <= MAX_BODY_BYTES) {
    record.body = body
    return
  }
  // A secret at the cut must be seen whole to be recognized.
  record.body = maskShapes(json().slice(0, 2 * MAX_BODY_BYTES)).slice(0, MAX_BODY_BYTES)
  record.truncated = true
}

type WithoutFrame<Record> = Record extends { id: string } ? Omit<Record, 'id' | 'at' | 'causes'> : never
