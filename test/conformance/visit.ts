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
    return registration(id, info)
  }

  /** A connection that has proven that it knows the token, and has not registered. */
  async peer(id = this.freshId()): Promise<Peer> {
    const peer = await this.unproven(id)
    await peer.prove(this.token)
    return peer
  }

  /** A connection that has not proven anything. `protocol`: the version that it claims; none at all for null. */
  async unproven(id = this.freshId(), protocol?: number | null): Promise<Peer> {
    return this.#keep(await Peer.connect(this.address, id, protocol))
  }

  /** A connected server that has not registered. */
  async stranger(request = this.request()): Promise<Member> {
    return new Member(await this.peer(request.id), request)
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
    const id = this.freshId()
    const peer = await this.peer(id)
    peer.send('register', { type: 'client', id })
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

  /** One that Socket.IO has admitted to its default namespace, and that has proven nothing. */
  async socketIo(): Promise<RawSocket> {
    return this.#keep(await RawSocket.socketIo(this.address))
  }

  /** One that has proven that it knows the token. */
  async proven(id = this.freshId()): Promise<RawSocket> {
    return this.#keep(await RawSocket.proven(this.address, id, this.token))
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
