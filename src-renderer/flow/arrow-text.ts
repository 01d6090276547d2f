// The text of an arrow: an RPC packet is named by its methods, any other by its name.
import type { PacketEvent } from '../../src-main/timeline/index.ts'
import type { EventStore } from './store.ts'

/** How many events before an answer its call is looked for: a search of all would take too long for a frame. */
const MAX_EVENTS_BACK = 4000

export class ArrowTexts {
  readonly #store: EventStore
  /** The methods of the packets that were looked up, by id. */
  readonly #methods = new Map<string, string>()

  constructor(store: EventStore) {
    this.#store = store
  }

  textOf(packet: PacketEvent): string {
    const called = methodsOf(packet)
    if (called !== '') return called
    const answered = packet.calls?.find(({ answers }) => answers !== undefined)?.answers
    const method = answered === undefined ? '' : this.#methodsCalledBy(answered, packet)
    return method === '' ? packet.name : `↩ ${method}`
  }

  #methodsCalledBy(id: string, answer: PacketEvent): string {
    let methods = this.#methods.get(id)
    if (methods === undefined) {
      const call = this.#store.events.findBefore(id, answer, MAX_EVENTS_BACK)
      methods = call?.t === 'packet' ? methodsOf(call) : ''
      this.#methods.set(id, methods)
    }
    return methods
  }
}

function methodsOf({ calls = [] }: PacketEvent): string {
  const methods = [...new Set(calls.flatMap(({ method }) => method ?? []))]
  const [first] = methods
  if (first === undefined) return ''
  return methods.length === 1
    ? first + (calls.length > 1 ? ` ×${calls.length}` : '')
    : `${first} +${methods.length - 1}`
}
