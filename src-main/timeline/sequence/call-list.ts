// The calls in a range, each with its answer. Numbers in arrays, because a range may have a million packets.
import type { EventColumns } from '../columns/event-columns.ts'
import { joinId, splitId } from '../columns/id.ts'
import { NO_TEXT } from '../columns/string-table.ts'
import type { PacketEvent } from '../event.ts'
import type { CallOutcome } from './row.ts'

const OUTCOMES = ['answered', 'failed', 'lost', 'open', 'oneWay'] as const satisfies readonly CallOutcome[]
const [ANSWERED, FAILED, LOST, OPEN, ONE_WAY] = [0, 1, 2, 3, 4]
/** An answer comes within this time. */
const MAX_WAIT_NS = 10e9

export class CallList {
  /** The place of the call, or of an answer whose call is before the range. */
  readonly places: number[] = []
  readonly from: number[] = []
  readonly to: number[] = []
  readonly methods: number[] = []
  /** Calls in the packet. */
  readonly counts: number[] = []
  /** The places of further packets: almost always one answer. */
  readonly answers: (number | number[] | undefined)[] = []
  readonly roundTrips: number[] = []
  readonly #outcomes: number[] = []
  readonly #events: EventColumns
  readonly #tapped: ReadonlySet<string>
  /** Index of a call by the id of its packet; of packed packets by the two numbers of the id. */
  readonly #packed = new Map<number, Map<number, number>>()
  readonly #whole = new Map<string, number>()
  /** By the call's own id, on a bus. */
  readonly #onBus = new Map<string, number>()
  readonly #heads = new Map<number, number>()
  readonly #isTapped: boolean[] = []

  constructor(events: EventColumns, tapped: ReadonlySet<string>) {
    this.#events = events
    this.#tapped = tapped
  }

  get length(): number {
    return this.places.length
  }

  outcome(index: number): CallOutcome {
    return OUTCOMES[this.#outcomes[index] as number] as CallOutcome
  }

  /** Adds the RPC packet at a place; places come in order. */
  add(place: number): void {
    const address = this.#events.packedAt(place)
    if (address === null) this.#addWhole(place, this.#events.at(place) as PacketEvent)
    else this.#addPacked(place, address)
  }

  /** Looks after the range for the answers to its calls, which are rows of what comes then. */
  findLateAnswers(from: number): void {
    const events = this.#events
    let open = this.#outcomes.filter((outcome) => outcome === OPEN).length
    const until = from > 0 ? events.timeAt(from - 1) + MAX_WAIT_NS : 0
    for (let place = from; open > 0 && place < events.length && events.timeAt(place) <= until; place += 1) {
      if (!events.isPacket(place)) continue
      const failed = events.phaseAt(place) === 'error'
      for (const index of this.#answeredAt(place)) {
        if (this.#outcomes[index] !== OPEN) continue
        open -= 1
        this.#end(index, place, failed)
      }
    }
  }

  /** Returns the calls that the packet at a place answers. */
  #answeredAt(place: number): number[] {
    const address = this.#events.packedAt(place)
    if (address === null) return this.#answeredBy(this.#events.at(place) as PacketEvent)
    const answered: number[] = []
    this.#events.packed.eachCall(address, (_id, method, head, tail) => {
      if (method !== NO_TEXT || head === NO_TEXT) return
      const index = this.#packed.get(head)?.get(tail) ?? this.#wholeCall(head, tail)
      if (index !== undefined) answered.push(index)
    })
    return answered
  }

  #answeredBy({ calls = [], answers }: PacketEvent): number[] {
    const byPacket = answers === undefined ? undefined : this.#find(answers)
    const answered = calls.map((call) => {
      if (call.method !== undefined) return undefined
      return call.answers === undefined ? this.#onBus.get(String(call.id)) : this.#find(call.answers)
    })
    return [...answered, byPacket].filter((index) => index !== undefined)
  }

  /** Returns the call whose packet has this id. An answer with an error is not packed, though its call is. */
  #find(id: string): number | undefined {
    const whole = this.#whole.get(id)
    if (whole !== undefined) return whole
    const { head, tail } = splitId(id)
    const known = this.#events.texts.known(head)
    return known === undefined ? undefined : this.#packed.get(known)?.get(tail)
  }

  #wholeCall(head: number, tail: number): number | undefined {
    return this.#whole.size === 0 ? undefined : this.#whole.get(joinId(this.#events.texts, head, tail))
  }

  #addPacked(place: number, address: number): void {
    const { packed } = this.#events
    let method = NO_TEXT
    let count = 0
    let wanted = 0
    let isAnswer = false
    packed.eachCall(address, (id, name) => {
      count += 1
      if (name === NO_TEXT) isAnswer = true
      else {
        if (method === NO_TEXT) method = name
        if (id !== 0) wanted += 1
      }
    })
    const failed = this.#events.phaseAt(place) === 'error'
    if (isAnswer && method === NO_TEXT)
      return this.#answer(place, this.#answeredAt(place), failed, packed.nameAt(address))
    const lost = packed.wasDropped(address) || this.#wasNotReceived(place)
    const state = lost ? LOST : failed ? FAILED : wanted > 0 ? OPEN : ONE_WAY
    const index = this.#push(place, method === NO_TEXT ? packed.nameAt(address) : method, count, state)
    const head = this.#headOf(packed.routeAt(address))
    const known = this.#packed.get(head)
    if (known) known.set(packed.numberAt(address), index)
    else this.#packed.set(head, new Map([[packed.numberAt(address), index]]))
  }

  #addWhole(place: number, packet: PacketEvent): void {
    const { texts } = this.#events
    const { calls = [], id, name, phase, answers } = packet
    const asked = calls.filter((call) => call.method !== undefined)
    const failed = phase === 'error' || calls.some(({ error }) => error)
    if (asked.length === 0 && (calls.length > 0 || answers !== undefined))
      return this.#answer(place, this.#answeredBy(packet), failed, texts.intern(name))
    const wanted = asked.filter((call) => call.id !== 0).length
    const lost = packet.dropped === true || this.#wasNotReceived(place)
    const state = lost ? LOST : failed ? FAILED : wanted > 0 ? OPEN : ONE_WAY
    const method = asked[0]?.method || name
    const index = this.#push(place, texts.intern(method), calls.length, state)
    this.#whole.set(id, index)
    for (const call of asked) this.#onBus.set(String(call.id), index)
  }

  #push(place: number, method: number, count: number, outcome: number): number {
    this.from.push(this.#events.processAt(place))
    this.to.push(this.#events.toAt(place))
    this.methods.push(method)
    this.counts.push(Math.max(1, count))
    this.answers.push(undefined)
    this.roundTrips.push(Number.NaN)
    this.#outcomes.push(outcome)
    return this.places.push(place) - 1
  }

  /** A packet with several answers is placed with the first call; all of them are answered. */
  #answer(place: number, calls: readonly number[], failed: boolean, name: number): void {
    const [first] = calls
    if (first === undefined) {
      // The call is before the range: the answer stands for it.
      const alone = this.#push(place, name, 1, failed ? FAILED : ANSWERED)
      this.from[alone] = this.#events.toAt(place)
      this.to[alone] = this.#events.processAt(place)
      return
    }
    const earlier = this.answers[first]
    this.answers[first] = earlier === undefined ? place : [earlier, place].flat()
    for (const index of calls) this.#end(index, place, failed)
  }

  #end(index: number, place: number, failed: boolean): void {
    if (this.#outcomes[index] !== FAILED) this.#outcomes[index] = failed ? FAILED : ANSWERED
    if (!Number.isNaN(this.roundTrips[index])) return
    this.roundTrips[index] = this.#events.endAt(place) - this.#events.timeAt(this.places[index] as number)
  }

  /** Whether a process that reports did not get the packet. */
  #wasNotReceived(place: number): boolean {
    if (this.#events.durationAt(place) !== null) return false
    const to = this.#events.toAt(place)
    this.#isTapped[to] ??= this.#tapped.has(this.#events.texts.text(to))
    return this.#isTapped[to] && this.#events.isUnreceived(place)
  }

  #headOf(route: number): number {
    const known = this.#heads.get(route)
    if (known !== undefined) return known
    const { texts } = this.#events
    const head = texts.intern(`${texts.text(Math.floor(route / 2))}/${route % 2 === 1 ? 'up' : 'down'}/`)
    this.#heads.set(route, head)
    return head
  }
}
