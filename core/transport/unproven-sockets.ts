// The connections to a listener that have not proven themselves. They are limited, so that strangers cannot use up the
// descriptors and the time that members need; members are not limited.
import type { Socket } from 'node:net'

export class UnprovenSockets {
  readonly #max: number
  readonly #dropped: () => void
  readonly #sockets = new Set<Socket>()

  /** `dropped` is called for each connection that is closed because there are more than `max`. */
  constructor(max: number, dropped: () => void) {
    this.#max = max
    this.#dropped = dropped
  }

  /** Of too many, the oldest is closed: a member proves itself at once, so it is among the newest. */
  readonly add = (socket: Socket): void => {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    if (this.#sockets.size <= this.#max) return
    for (const oldest of this.#sockets) {
      this.#sockets.delete(oldest)
      oldest.destroy()
      break
    }
    this.#dropped()
  }

  proven(socket: Socket): void {
    this.#sockets.delete(socket)
  }
}
