// Opens the sockets of what a process dials, and shows each to its faults before anything passes it.
import { Agent, type ClientRequestArgs } from 'node:http'
import type { Socket } from 'node:net'

export class WatchedAgent extends Agent {
  readonly #watch: (socket: Socket) => void

  constructor(watch: (socket: Socket) => void) {
    super()
    this.#watch = watch
  }

  override createConnection(options: ClientRequestArgs): Socket {
    // Node says so: without a callback it answers a socket.
    const socket = super.createConnection(options) as Socket
    this.#watch(socket)
    return socket
  }
}
