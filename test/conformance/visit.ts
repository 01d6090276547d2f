// The connections of one test; they are closed when the test ends.
import { randomBytes } from 'node:crypto'
import { Member, registration, type Registration } from './member.ts'
import { Peer, type Address, type Fields } from './peer.ts'
import { RawSocket } from './raw-socket.ts'

export class Visit implements AsyncDisposable {
  readonly address: Address
  readonly token: string
  readonly #opened: { close(): void }[] = []

  constructor(address: Address, token: string) {
    this.address = address
    this.token = token
  }

  /** Returns an unused id. */
  freshId(): string {
    return `conformance-${randomBytes(6).toString('hex')}`
  }

  request(info: Fields = {}, id = this.freshId()): Registration {
    return registration(id, this.token, info)
  }

  /** A connection that has not registered. */
  async peer(): Promise<Peer> {
    return this.#keep(await Peer.connect(this.address))
  }

  /** A connected server that has not registered. */
  async stranger(request = this.request()): Promise<Member> {
    return new Member(await this.peer(), request)
  }

  async registered(request = this.request()): Promise<Member> {
    const member = await this.stranger(request)
    await member.register()
    return member
  }

  async subscribed(request = this.request()): Promise<Member> {
    const member = await this.registered(request)
    await member.subscribe()
    return member
  }

  async admin(): Promise<Peer> {
    const peer = await this.peer()
    peer.send('register', { protocol: 1, type: 'client', id: this.freshId(), token: this.token })
    await peer.hears(
      'an ack for the admin client',
      ({ event, body }) => event === 'register' && body['code'] === 1,
    )
    return peer
  }

  async tcp(): Promise<RawSocket> {
    return this.#keep(await RawSocket.connect(this.address))
  }

  async webSocket(fields?: Record<string, string>): Promise<RawSocket> {
    return this.#keep(await RawSocket.webSocket(this.address, fields))
  }

  async socketIo(): Promise<RawSocket> {
    return this.#keep(await RawSocket.socketIo(this.address))
  }

  /** Checks that the master still works: a new server joins, and the witness is notified. */
  async isWell(witness?: Member): Promise<Member> {
    const newcomer = await this.subscribed()
    await witness?.learns(newcomer.request)
    return newcomer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened) opened.close()
  }

  #keep<Opened extends { close(): void }>(opened: Opened): Opened {
    this.#opened.push(opened)
    return opened
  }
}
