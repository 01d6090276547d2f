// A Socket.IO connection to the master: sends events, and stores every received packet.
import { io, type Socket } from 'socket.io-client'
import { hello, proof, tcpOf, type Challenge, type Hello } from './handshake.ts'
import { ANSWER_TIMEOUT_MS, Waiting } from './waiting.ts'
import { check, Failure, show } from './verdict.ts'

export type Fields = Record<string, unknown>

export interface Packet {
  event: string
  body: Fields
}

export interface Answer {
  error: { code?: unknown; message?: unknown; hint?: unknown } | null
  body: Fields
}

export interface Address {
  url: string
  host: string
  port: number
}

const DIAL_WITHIN = 5_000
/** What an admin client asks may need an answer of every server, which has 5 s by the protocol. */
const REQUEST_TIMEOUT_MS = 5_000 + 3_000

export class Peer {
  /** Everything after the handshake. */
  readonly received: Packet[] = []
  readonly #socket: Socket
  readonly #waiting = new Waiting()
  readonly #changed: ((packet: Packet) => void)[] = []
  #closed: string | undefined
  #asked = 0

  readonly #hello: Hello
  #challenge: Challenge | undefined

  private constructor(socket: Socket, mine: Hello) {
    this.#socket = socket
    this.#hello = mine
    socket.onAny((event: string, ...args: unknown[]) => this.#receive(event, args))
    socket.on('disconnect', (reason) => {
      this.#closed = reason
      this.#waiting.changed()
    })
  }

  /** Connects, and does not prove anything yet. `protocol`: the version that it claims; none at all for null. */
  static async connect(address: Address, id: string, protocol: number | null = 2): Promise<Peer> {
    const mine = hello(id, protocol ?? 2)
    const socket = io(address.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: DIAL_WITHIN,
      auth: protocol === null ? {} : mine,
    })
    const peer = new Peer(socket, mine)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', (error) => {
        socket.disconnect()
        reject(new Failure('a connection from a plain Socket.IO client', error.message))
      })
    })
    return peer
  }

  /** The first packet of the master. */
  challenge(): Promise<Challenge> {
    return this.holds('a challenge', () => this.#challenge)
  }

  /** Sends the proof for this token. */
  async prove(token: string): Promise<void> {
    this.send('proof', { proof: await this.proof(token, 'dialler') })
  }

  /** The proof of one end for this token. */
  async proof(
    token: string,
    prover: 'listener' | 'dialler',
    kind: 'control' | 'rpc' = 'control',
    challenge?: Challenge,
  ): Promise<string> {
    const answered = challenge ?? (await this.challenge())
    return proof(token, prover, kind, tcpOf(this.#socket), this.#hello, answered)
  }

  get open(): boolean {
    return this.#closed === undefined
  }

  /** Told of each packet, in order. */
  listen(listener: (packet: Packet) => void): void {
    this.#changed.push(listener)
  }

  send(event: string, ...args: unknown[]): void {
    this.#socket.emit(event, ...args)
  }

  /** Asks a module; answers also what was answered with an error. */
  async ask(moduleId: string, body: unknown, event: 'monitor' | 'client' = 'monitor'): Promise<Answer> {
    const reqId = this.nextRequest()
    this.send(event, { reqId, moduleId, body })
    return this.answerTo(reqId, event)
  }

  /** Asks, and fails if it is answered with an error. */
  async get(moduleId: string, body: unknown, event: 'monitor' | 'client' = 'monitor'): Promise<Fields> {
    const { error, body: answer } = await this.ask(moduleId, body, event)
    check(error === null, `an answer of ${moduleId} to ${show(body)}`, error)
    return answer
  }

  nextRequest(): number {
    return ++this.#asked
  }

  async answerTo(reqId: number, event: 'monitor' | 'client' = 'monitor'): Promise<Answer> {
    const within = event === 'client' ? REQUEST_TIMEOUT_MS : ANSWER_TIMEOUT_MS
    const isIt = (packet: Packet): boolean => packet.event === event && packet.body['respId'] === reqId
    const { body } = await this.hears(`an answer to request ${reqId}`, isIt, within)
    const { error, body: answer } = body as { error: Answer['error']; body?: Fields }
    return { error, body: answer ?? {} }
  }

  answersTo(reqId: number): Packet[] {
    return this.received.filter(({ body }) => body['respId'] === reqId)
  }

  /** The first packet of this kind, arrived before or still to come. */
  hears(expected: string, isIt: (packet: Packet) => boolean, within = ANSWER_TIMEOUT_MS): Promise<Packet> {
    return this.holds(expected, () => this.received.find(isIt), within)
  }

  holds<Value>(expected: string, fact: () => Value | undefined, within = ANSWER_TIMEOUT_MS): Promise<Value> {
    return this.#waiting.for(expected, fact, () => this.describe(), within)
  }

  /** Resolves when the master has closed this connection. */
  async isClosed(why: string, within = ANSWER_TIMEOUT_MS): Promise<void> {
    await this.holds(`the master to close the connection: ${why}`, () => this.#closed, within)
  }

  /** Everything that was sent before has been handled, and this connection stands. */
  async isServed(): Promise<void> {
    await this.ask('conformance-no-such-module', {})
    check(this.open, 'an open connection', this.describe())
  }

  describe(): string {
    const last = this.received.slice(-3).map(({ event, body }) => `${event} ${show(body)}`)
    const state = this.#closed === undefined ? 'open' : `closed (${this.#closed})`
    return `a connection that is ${state}; last received: ${last.join(', ') || 'nothing'}`
  }

  close(): void {
    this.#socket.disconnect()
  }

  #receive(event: string, args: unknown[]): void {
    const packet = { event, body: (args[0] ?? {}) as Fields }
    if (event === 'challenge') this.#challenge = args[0] as Challenge
    else this.received.push(packet)
    for (const listener of this.#changed) listener(packet)
    this.#waiting.changed()
  }
}
