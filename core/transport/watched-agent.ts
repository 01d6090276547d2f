// An HTTP agent for one connection, which reports its socket before it is used.
import { Agent, type ClientRequestArgs } from 'node:http'
import type { Socket } from 'node:net'

export class WatchedAgent extends Agent {
  readonly #watch: (socket: Socket) => void
  #socket: Socket | undefined

  constructor(watch: (socket: Socket) => void) {
    super()
    this.#watch = watch
  }

  /** The socket of the connection. It exists when anything has arrived. */
  get socket(): Socket {
    if (!this.#socket) throw new Error('nothing was dialled')
    return this.#socket
  }

  override createConnection(options: ClientRequestArgs): Socket {
    // Without a callback, Node returns the socket.
    const socket = super.createConnection(options) as Socket
    this.#socket = socket
    this.#watch(socket)
    return socket
  }
}
