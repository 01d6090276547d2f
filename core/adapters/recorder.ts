// Reports what one member does: numbers its records, gives them time and causes, and sends them as text.
import { currentCauses } from '../kit/node-cause.ts'
import type { LogLevel } from '../kit/log.ts'
import type { Now } from '../kit/node-clock.ts'
import type { Direction, LinkKind, TapLevel, TapRecord } from '../protocol/record.ts'
import type { AdapterPacket, BusPacket } from './adapter.ts'
import type { Channel } from './channel.ts'
import { causesField, packetFields, quote } from './record-text.ts'

type WithoutFrame<Record> = Record extends { id: string } ? Omit<Record, 'id' | 'at' | 'causes'> : never

export class MemberRecorder {
  /** May be changed at any time. */
  rpcLevel: TapLevel
  readonly now: Now
  readonly #process: string
  readonly #channel: Channel
  #count = 0

  /** @param process prefix of the ids of own records, unique among all members of the run */
  constructor(process: string, channel: Channel, now: Now, rpcLevel: TapLevel) {
    this.#process = process
    this.#channel = channel
    this.now = now
    this.rpcLevel = rpcLevel
  }

  /** Whether packets of this kind are recorded. */
  records(kind: LinkKind): boolean {
    return kind === 'control' || this.rpcLevel !== 'off'
  }

  newId(): string {
    return `${this.#process}#${++this.#count}`
  }

  /** Adds a record with an id, and returns the id. */
  own(record: WithoutFrame<TapRecord>): string {
    const id = this.newId()
    const framed = Object.assign({}, record, { id, at: this.now(), causes: currentCauses() })
    this.#channel.add(JSON.stringify(framed), false)
    return id
  }

  log(level: LogLevel, text: string): void {
    this.#channel.add(JSON.stringify({ t: 'log', at: this.now(), level, text }), false)
  }

  /** @param place of the connection: `placeText` */
  packet(
    t: 'sent' | 'received',
    place: string,
    n: number,
    at: number,
    kind: LinkKind,
    packet: AdapterPacket,
  ): void {
    const causes = t === 'sent' ? causesField(currentCauses()) : ''
    this.packetCausedBy(causes, t, place, n, at, kind, packet)
  }

  packetCausedBy(
    causes: string,
    t: 'sent' | 'received',
    place: string,
    n: number,
    at: number,
    kind: LinkKind,
    packet: AdapterPacket,
  ): void {
    const fields = packetFields(packet, this.#hasBody(kind))
    this.#channel.add(`{"t":"${t}","at":${at},${place},"n":${n}${fields}${causes}}`, kind === 'rpc')
  }

  /** Without `n` the packet was dropped before it was sent. */
  dropped(id: string, place: string, n: number | undefined, kind: LinkKind, packet: AdapterPacket): void {
    const number = n === undefined ? '' : `,"n":${n}`
    const fields = packetFields(packet, this.#hasBody(kind))
    const causes = n === undefined ? causesField(currentCauses()) : ''
    const text = `{"t":"dropped","id":${quote(id)},"at":${this.now()},${place}${number}${fields}${causes}}`
    this.#channel.add(text, kind === 'rpc')
  }

  bus(t: 'published' | 'delivered', id: string, at: number, packet: BusPacket, isDropped: boolean): void {
    const { kind, topic, key, from, to } = packet
    let text = `{"t":"${t}","id":"${id}","at":${at},"link":"${kind}","topic":${quote(topic)},"key":${JSON.stringify(key)}`
    if (from !== undefined) text += `,"from":${quote(from)}`
    if (to !== undefined) text += `,"to":${quote(to)}`
    if (isDropped) text += ',"dropped":true'
    text += packetFields(packet, this.#hasBody(kind))
    if (t === 'published') text += causesField(currentCauses())
    this.#channel.add(`${text}}`, kind === 'rpc')
  }

  #hasBody(kind: LinkKind): boolean {
    return kind === 'control' || this.rpcLevel === 'full'
  }
}

/** Returns the part of a packet's record that all packets of one direction of a connection share. */
export function placeText(kind: LinkKind, conn: string, direction: Direction): string {
  return `"link":"${kind}","conn":${JSON.stringify(conn)},"direction":"${direction}"`
}
