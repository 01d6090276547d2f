// Electron's context bridge: carries data, functions and promises between the two worlds of a page. The worlds share no
// objects, only window events with string details.
import { bytesOf, textOf } from './bytes.ts'

export type World = 'page' | 'preload'
type Wire =
  | { value: unknown }
  | { missing: true }
  | { bytes: string }
  | { list: Wire[] }
  | { record: [string, Wire][] }
  | { function: number }
  | { promise: number }
type Message =
  | { type: 'call'; id: number; target: number; args: Wire }
  | { type: 'returned'; id: number; result?: Wire; error?: string }
  | { type: 'settled'; id: number; result?: Wire; error?: string }
  | { type: 'expose'; key: string; api: Wire }
  | { type: 'exposed'; key: string }
  | { type: 'hello' }

export class Bridge {
  onExpose: (key: string, api: unknown) => void = () => {}
  onMeet: () => void = () => {}
  readonly #other: World
  readonly #functions: ((...args: unknown[]) => unknown)[] = []
  readonly #promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  readonly #returned = new Map<number, Message & { type: 'returned' }>()
  readonly #exposed = new Set<string>()
  #next = 1

  constructor(own: World) {
    this.#other = own === 'page' ? 'preload' : 'page'
    addEventListener(`stand-in:${own}`, (event) => {
      if (event instanceof CustomEvent) this.#take(JSON.parse(String(event.detail)))
    })
  }

  hello(): void {
    this.#send({ type: 'hello' })
  }

  /** Returns whether the other world received it. */
  expose(key: string, api: unknown): boolean {
    this.#send({ type: 'expose', key, api: this.#encode(api) })
    return this.#exposed.has(key)
  }

  #send(message: Message): void {
    dispatchEvent(new CustomEvent(`stand-in:${this.#other}`, { detail: JSON.stringify(message) }))
  }

  #take(message: Message): void {
    if (message.type === 'hello') this.onMeet()
    else if (message.type === 'exposed') this.#exposed.add(message.key)
    else if (message.type === 'returned') this.#returned.set(message.id, message)
    else if (message.type === 'settled') this.#settle(message)
    else if (message.type === 'call') this.#answer(message)
    else {
      this.onExpose(message.key, this.#decode(message.api))
      this.#send({ type: 'exposed', key: message.key })
    }
  }

  #call(target: number, args: unknown[]): unknown {
    const id = this.#next++
    this.#send({ type: 'call', id, target, args: this.#encode(args) })
    // Events are dispatched synchronously, so the result is already here.
    const answer = this.#returned.get(id)
    this.#returned.delete(id)
    if (!answer?.result) throw new Error(answer?.error ?? 'The other world is gone.')
    return this.#decode(answer.result)
  }

  #answer({ id, target, args }: Message & { type: 'call' }): void {
    try {
      const result = this.#functions[target]?.(...(this.#decode(args) as unknown[]))
      this.#send({ type: 'returned', id, result: this.#encode(result) })
    } catch (error) {
      this.#send({ type: 'returned', id, error: String(error) })
    }
  }

  #settle({ id, result, error }: Message & { type: 'settled' }): void {
    const promise = this.#promises.get(id)
    this.#promises.delete(id)
    if (result) promise?.resolve(this.#decode(result))
    else promise?.reject(new Error(error))
  }

  #encode(value: unknown): Wire {
    if (value === undefined) return { missing: true }
    if (typeof value === 'function') {
      return { function: this.#functions.push((...args) => Reflect.apply(value, undefined, args)) - 1 }
    }
    if (typeof value !== 'object' || value === null) return { value }
    if ('isIpcRenderer' in value) throw new Error('ipcRenderer must not be given to the page.')
    if (value instanceof Uint8Array) return { bytes: textOf(value) }
    if (value instanceof Promise) return this.#encodePromise(value)
    if (Array.isArray(value)) return { list: value.map((item) => this.#encode(item)) }
    return { record: Object.entries(value).map(([key, item]) => [key, this.#encode(item)]) }
  }

  #encodePromise(promise: Promise<unknown>): Wire {
    const id = this.#next++
    promise.then(
      (value) => this.#send({ type: 'settled', id, result: this.#encode(value) }),
      (error: unknown) => this.#send({ type: 'settled', id, error: String(error) }),
    )
    return { promise: id }
  }

  #decode(wire: Wire): unknown {
    if ('value' in wire) return wire.value
    if ('bytes' in wire) return bytesOf(wire.bytes)
    if ('list' in wire) return wire.list.map((item) => this.#decode(item))
    if ('record' in wire)
      return Object.fromEntries(wire.record.map(([key, item]) => [key, this.#decode(item)]))
    if ('function' in wire) return (...args: unknown[]) => this.#call(wire.function, args)
    if ('promise' in wire)
      return new Promise((resolve, reject) => this.#promises.set(wire.promise, { resolve, reject }))
    return undefined
  }
}
