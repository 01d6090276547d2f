// An HTTP agent that reports each outgoing socket before it is used.
import { Agent, type ClientRequestArgs } from 'node:http'
import type { Socket } from 'node:net'

export class WatchedAgent extends Agent {
  readonly #watch: (socket: Socket) => void

  constructor(watch: (socket: Socket) => void) {
    super()
    this.#watch = watch
  }

  override createConnection(options: ClientRequestArgs): Socket {
    // Without a callback, Node returns the socket.
    const socket = super.createConnection(options) as Socket
    this.#watch(socket)
    return socket
  }
}
