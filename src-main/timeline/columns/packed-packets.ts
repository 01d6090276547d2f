// RPC packets as a few numbers each, because a run may have millions. Packets of an unusual form are refused.
import type { PacketEvent, Phase, RpcCallLabel } from '../event.ts'
import { BodyStore } from './body-store.ts'
import { Column } from './column.ts'
import { joinId, splitId, type SplitId } from './id.ts'
import {
  ANSWERS,
  BODY,
  BYTES,
  CALLS_AT,
  CAUSES_AT,
  CONN,
  DROPPED,
  ID,
  METHOD,
  N,
  NAME,
  REST,
  TRUNCATED,
  UP,
  callsIn,
  causesAt,
  causesIn,
  flagsOf,
  isPackable,
} from './packet-words.ts'
import { RawJson } from './raw-json.ts'
import { NO_TEXT, type StringTable } from './string-table.ts'

/** The parts of a packet that are in the columns. */
export interface PacketColumns {
  seq: number
  sent: number | null
  received: number | null
  phase: Phase
  from: string
  to: string
}

export class PackedPackets {
  readonly #words = new Column(Uint32Array)
  readonly #bodies = new BodyStore()
  readonly #texts: StringTable
  /** By route: the string number of what the ids of its packets begin with. */
  readonly #idHeads = new Map<number, number>()

  constructor(texts: StringTable) {
    this.#texts = texts
  }

  /** Without the bodies. */
  get bytes(): number {
    return this.#words.bytes
  }

  get bodyBytes(): number {
    return this.#bodies.bytes
  }

  /** Returns the address; null if the packet cannot be packed. The caller stores times, phase and ends. */
  add(packet: PacketEvent): number | null {
    if (!isPackable(packet)) return null
    const body = packet.body === undefined ? NO_TEXT : this.#bodies.add(jsonOf(packet.body))
    if (body === null) return null
    const { causes = [], calls = [] } = packet
    const words = this.#words
    const address = words.length
    words.push(flagsOf(packet) | (causes.length << CAUSES_AT) | (calls.length << CALLS_AT))
    words.push(this.#texts.intern(packet.conn))
    words.push(packet.n ?? 0)
    words.push(packet.bytes)
    words.push(this.#texts.intern(packet.name))
    if (packet.body !== undefined) words.push(body)
    for (const cause of causes) this.#addId(cause)
    for (const call of calls) this.#addCall(call)
    return address
  }

  /** Returns the packet without its body, see `bodyText`. */
  get(address: number, row: PacketColumns): PacketEvent {
    const { data } = this.#words
    const flags = data[address] as number
    const direction = flags & UP ? 'up' : 'down'
    const conn = this.#texts.text(data[address + CONN] as number)
    const n = data[address + N] as number
    const packet: PacketEvent = {
      t: 'packet',
      seq: row.seq,
      id: `${conn}/${direction}/${n}`,
      link: 'rpc',
      conn,
      direction,
      n,
      from: row.from,
      to: row.to,
      event: 'rpc',
      name: this.#texts.text(data[address + NAME] as number),
      phase: row.phase,
      bytes: data[address + BYTES] as number,
      sent: row.sent,
      received: row.received,
    }
    const causes = causesIn(flags)
    if (causes > 0) packet.causes = this.#ids(causesAt(address, flags), causes)
    if (callsIn(flags) > 0) packet.calls = this.#calls(address, flags)
    if (flags & TRUNCATED) packet.truncated = true
    if (flags & DROPPED) packet.dropped = true
    return packet
  }

  /** Returns the string number of a packet's name. */
  nameOf(address: number): number {
    return this.#words.data[address + NAME] as number
  }

  /** Returns the body as JSON. */
  bodyText(address: number): string | undefined {
    const { data } = this.#words
    return (data[address] as number) & BODY ? this.#bodies.text(data[address + REST] as number) : undefined
  }

  /** Returns a test of whether the packet at an address has this id; null if none can have it. */
  hasId({ head, tail }: SplitId): ((address: number) => boolean) | null {
    const up = head.endsWith('/up/')
    if (!up && !head.endsWith('/down/')) return null
    const conn = this.#texts.known(head.slice(0, up ? -'/up/'.length : -'/down/'.length))
    if (conn === undefined) return null
    const { data } = this.#words
    return (address) =>
      data[address + N] === tail &&
      data[address + CONN] === conn &&
      ((data[address] as number) & UP) === (up ? UP : 0)
  }

  /** Returns a test of whether the packet at an address names this id as a cause or answers it; null if none can. */
  referencesId({ head, tail }: SplitId): ((address: number) => boolean) | null {
    const known = this.#texts.known(head)
    if (known === undefined) return null
    const isIt = (one: number, other: number): boolean => one === known && other === tail
    return (address) => this.references(address, isIt)
  }

  /** Whether a packet's causes, or what its calls answer, have an id that matches: the two numbers of an id. */
  references(address: number, isIt: (head: number, tail: number) => boolean): boolean {
    const { data } = this.#words
    const flags = data[address] as number
    let at = causesAt(address, flags)
    for (let left = causesIn(flags); left > 0; left -= 1, at += ID)
      if (isIt(data[at] as number, data[at + 1] as number)) return true
    for (let left = callsIn(flags); left > 0; left -= 1, at = this.#afterCall(at))
      if (isIt(data[at + ANSWERS] as number, data[at + ANSWERS + 1] as number)) return true
    return false
  }

  /** Whether any searchable text of the packet matches (interned strings by number, id and body by value). */
  containsText(address: number, passes: (text: number) => boolean, test: (text: string) => boolean): boolean {
    const { data } = this.#words
    if (passes(data[address + NAME] as number) || this.hasMethod(address, passes)) return true
    const body = this.bodyText(address)
    // A truncated body is stored as a JSON string: search its value.
    if (body !== undefined && test(body.startsWith('"') ? String(new RawJson(body).value()) : body))
      return true
    return test(this.idAt(address)) || test('rpc')
  }

  /** Whether one of the called methods matches, by number. */
  hasMethod(address: number, passes: (text: number) => boolean): boolean {
    const { data } = this.#words
    const flags = data[address] as number
    let at = causesAt(address, flags) + ID * causesIn(flags)
    for (let left = callsIn(flags); left > 0; left -= 1, at = this.#afterCall(at)) {
      if (passes(data[at + METHOD] as number)) return true
    }
    return false
  }

  /** Returns the number of calls that are no answers. */
  countMethods(address: number): number {
    const { data } = this.#words
    const flags = data[address] as number
    let at = causesAt(address, flags) + ID * causesIn(flags)
    let count = 0
    for (let left = callsIn(flags); left > 0; left -= 1) {
      if (data[at + METHOD] !== NO_TEXT) count += 1
      if (left > 1) at = this.#afterCall(at)
    }
    return count
  }

  /** Returns the number of the name, `NO_TEXT` never. */
  nameAt(address: number): number {
    return this.#words.data[address + NAME] as number
  }

  connAt(address: number): string {
    return this.#texts.text(this.#words.data[address + CONN] as number)
  }

  /** Returns the connection's number, times two, plus one if the packet goes up: what its id begins with. */
  routeAt(address: number): number {
    const { data } = this.#words
    return (data[address + CONN] as number) * 2 + ((data[address] as number) & UP ? 1 : 0)
  }

  /** Returns the packet's number in its connection and direction. */
  numberAt(address: number): number {
    return this.#words.data[address + N] as number
  }

  /** Returns the string number of what the packet's id begins with; its number follows. */
  idHeadOf(address: number): number {
    const route = this.routeAt(address)
    const known = this.#idHeads.get(route)
    if (known !== undefined) return known
    const head = this.#texts.intern(splitId(this.idAt(address)).head)
    this.#idHeads.set(route, head)
    return head
  }

  wasDropped(address: number): boolean {
    return ((this.#words.data[address] as number) & DROPPED) !== 0
  }

  /** Visits the calls: the id, the method, and the two numbers of the id that it answers (`NO_TEXT` where absent). */
  eachCall(
    address: number,
    visit: (id: number, method: number, answersHead: number, answersTail: number) => void,
  ): void {
    const { data } = this.#words
    const flags = data[address] as number
    let at = causesAt(address, flags) + ID * causesIn(flags)
    for (let left = callsIn(flags); left > 0; left -= 1, at = this.#afterCall(at)) {
      visit(
        data[at] as number,
        data[at + METHOD] as number,
        data[at + ANSWERS] as number,
        data[at + ANSWERS + 1] as number,
      )
    }
  }

  /** Returns the id of the packet. */
  idAt(address: number): string {
    const { data } = this.#words
    const direction = (data[address] as number) & UP ? 'up' : 'down'
    return `${this.connAt(address)}/${direction}/${data[address + N]}`
  }

  #addId(id: string): void {
    const { head, tail } = splitId(id)
    this.#words.push(this.#texts.intern(head))
    this.#words.push(tail)
  }

  #ids(from: number, count: number): string[] {
    const ids: string[] = []
    for (let at = from; ids.length < count; at += ID) ids.push(this.#id(at))
    return ids
  }

  #id(at: number): string {
    const { data } = this.#words
    return joinId(this.#texts, data[at] as number, data[at + 1] as number)
  }

  #addCall({ id, method, answers }: RpcCallLabel): void {
    this.#words.push(Number(id))
    this.#words.push(method === undefined ? NO_TEXT : this.#texts.intern(method))
    if (answers === undefined) this.#words.push(NO_TEXT)
    else this.#addId(answers)
  }

  #calls(address: number, flags: number): RpcCallLabel[] {
    const { data } = this.#words
    const calls: RpcCallLabel[] = []
    let at = causesAt(address, flags) + ID * causesIn(flags)
    for (let left = callsIn(flags); left > 0; left -= 1, at = this.#afterCall(at)) {
      const call: RpcCallLabel = { id: data[at] as number }
      const method = data[at + METHOD] as number
      if (method !== NO_TEXT) call.method = this.#texts.text(method)
      if (data[at + ANSWERS] !== NO_TEXT) call.answers = this.#id(at + ANSWERS)
      calls.push(call)
    }
    return calls
  }

  #afterCall(at: number): number {
    return at + ANSWERS + (this.#words.data[at + ANSWERS] === NO_TEXT ? 1 : ID)
  }
}

function jsonOf(body: unknown): string {
  return body instanceof RawJson ? body.text : JSON.stringify(body)
}
