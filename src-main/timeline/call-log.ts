// All calls of a run: who called what method of whom, and when the answer came. Grows with the events.
import { CallGroup, type CallSummary, type RowFilter } from './call-group.ts'
import type { EventColumns } from './columns/event-columns.ts'
import { splitId } from './columns/id.ts'
import { NO_TEXT } from './columns/string-table.ts'
import type { Nanoseconds } from './event.ts'

/** How many events are read between two looks at the clock. */
const STEP = 1_024
/** Ids of calls are unique on a connection, so the end of the packet's number is enough beside them. */
const CALL_IDS = 2 ** 32
const PACKET_NUMBERS = 2 ** 20
const MAX_EARLY = 10_000

interface OpenCall {
  group: CallGroup
  index: number
}

export class CallLog {
  readonly #events: EventColumns
  readonly #nameOf: (process: string) => string
  readonly #groups = new Map<string, CallGroup>()
  /** The same by the string numbers of caller, callee and method. */
  readonly #byNumbers = new Map<number, Map<number, Map<number, CallGroup>>>()
  /** Calls without an answer so far: by the head of their packet's id, then by its number and their own id. */
  readonly #open = new Map<number, Map<number | string, OpenCall>>()
  /** Answers whose calls have not been recorded yet, likewise. */
  readonly #early = new Map<string, { row: number; isError: boolean }>()
  /** The rows before it have been read. */
  #next = 0

  /** @param nameOf makes one name of several processes, like all clients that nobody observes */
  constructor(events: EventColumns, nameOf: (process: string) => string) {
    this.#events = events
    this.#nameOf = nameOf
  }

  /** The number of events that have been read. */
  get read(): number {
    return this.#next
  }

  /** Reads new events. @param isTimeUp ends the update early */
  update(isTimeUp: () => boolean = () => false): void {
    const { length } = this.#events
    for (; this.#next < length; this.#next += 1) {
      if (this.#next % STEP === 0 && isTimeUp()) return
      const packed = this.#events.packedOfRow(this.#next)
      if (packed === null) this.#readWhole(this.#next)
      else this.#readPacked(this.#next, packed)
    }
  }

  /** Summarizes the calls that were made up to a moment, with the answers that had come by then. */
  summaries(until: Nanoseconds, passes: RowFilter): CallSummary[] {
    return [...this.#groups.values()].flatMap((group) => group.summary(until, passes) ?? [])
  }

  /** Returns the rows of the last `most` calls that `summaries` counts, and of their answers. */
  rowsOf(
    { from, to, method }: Pick<CallSummary, 'from' | 'to' | 'method'>,
    until: Nanoseconds,
    passes: RowFilter,
    most: number,
  ): number[] {
    return this.#groups.get(keyOf(from, to, method))?.rows(until, passes, most) ?? []
  }

  #readPacked(row: number, address: number): void {
    const { packed } = this.#events
    const isError = this.#events.isErrorRow(row)
    packed.eachCall(address, (call, method, answersHead, answersTail) => {
      if (method !== NO_TEXT) {
        const name = this.#events.texts.text(method) === '' ? packed.nameAt(address) : method
        this.#ask(row, packed.idHeadOf(address), packed.numberAt(address), call, name)
      } else if (answersHead !== NO_TEXT) this.#answer(row, answersHead, answersTail, call, isError)
    })
  }

  #readWhole(row: number): void {
    if (!this.#events.isPacketRow(row)) return
    const event = this.#events.atRow(row)
    if (event.t !== 'packet') return
    const { texts } = this.#events
    for (const call of event.calls ?? []) {
      const isError = call.error === true || event.phase === 'error'
      const { head, tail } = splitId(call.answers ?? event.id)
      if (call.method !== undefined)
        this.#ask(row, texts.intern(head), tail, call.id, texts.intern(call.method || event.name))
      else if (call.answers !== undefined) this.#answer(row, texts.intern(head), tail, call.id, isError)
    }
  }

  #ask(row: number, head: number, tail: number, call: number | string, method: number): void {
    const isOneWay = call === 0
    const group = this.#groupOf(row, method)
    const index = group.ask(row, this.#events.timeOfRow(row), isOneWay)
    if (isOneWay) return
    const key = callKey(tail, call)
    const open = this.#open.get(head) ?? new Map<number | string, OpenCall>()
    this.#open.set(head, open.set(key, { group, index }))
    if (this.#early.size === 0) return
    const early = this.#early.get(`${head} ${key}`)
    this.#early.delete(`${head} ${key}`)
    if (early) this.#answer(early.row, head, tail, call, early.isError)
  }

  #answer(row: number, head: number, tail: number, call: number | string, isError: boolean): void {
    const key = callKey(tail, call)
    const open = this.#open.get(head)
    const asked = open?.get(key)
    if (!open || !asked) return this.#keepEarly(`${head} ${key}`, { row, isError })
    open.delete(key)
    const { group, index } = asked
    const roundTrip = this.#events.roundTripOfRows(group.rowOf(index), row)
    group.answer(index, row, this.#events.endOfRow(row), roundTrip, isError)
  }

  /** Its call may never come: it was made before the recording began, or while no packets were recorded. */
  #keepEarly(key: string, answer: { row: number; isError: boolean }): void {
    this.#early.set(key, answer)
    if (this.#early.size <= MAX_EARLY) return
    for (const oldest of this.#early.keys()) return void this.#early.delete(oldest)
  }

  #groupOf(row: number, method: number): CallGroup {
    const [from, to] = [this.#events.processOfRow(row), this.#events.toOfRow(row)]
    const ofCaller = this.#byNumbers.get(from) ?? new Map<number, Map<number, CallGroup>>()
    const ofPair = ofCaller.get(to) ?? new Map<number, CallGroup>()
    const known = ofPair.get(method)
    if (known) return known
    const { texts } = this.#events
    const [caller, callee] = [this.#nameOf(texts.text(from)), this.#nameOf(texts.text(to))]
    const name = texts.text(method)
    const key = keyOf(caller, callee, name)
    const group = this.#groups.get(key) ?? new CallGroup(caller, callee, name)
    this.#groups.set(key, group)
    this.#byNumbers.set(from, ofCaller.set(to, ofPair.set(method, group)))
    return group
  }
}

function callKey(tail: number, call: number | string): number | string {
  return typeof call === 'string' ? `${tail} ${call}` : (tail % PACKET_NUMBERS) * CALL_IDS + call
}

function keyOf(from: string, to: string, method: string): string {
  return JSON.stringify([from, to, method])
}
