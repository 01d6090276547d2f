// An admin client (PROTOCOL.md §7) on plain Socket.IO, without Grove's code.
import { io, type Socket } from 'socket.io-client'
import { hello, proof, tcpOf, type Challenge } from '../conformance/handshake.ts'

interface Answer {
  respId: number
  error: { code: string; message: string } | null
  body?: unknown
}

export class AdminClient implements Disposable {
  readonly #socket: Socket
  /** Number of responses received, requested or not. */
  responseCount = 0
  #next = 1

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('client', () => (this.responseCount += 1))
  }

  /** Number of requests sent. */
  get requestCount(): number {
    return this.#next - 1
  }

  /** Registers; rejects with the ack when it is refused. */
  static async open(port: number, token: string): Promise<AdminClient> {
    const mine = hello(`admin-${process.pid}`)
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: mine,
    })
    const ack = await new Promise<{ code: number }>((resolve, reject) => {
      socket.once('connect_error', reject)
      socket.once('refused', resolve)
      socket.once('register', resolve)
      socket.once('challenge', (challenge: Challenge) => {
        socket.emit('proof', { proof: proof(token, 'dialler', 'control', tcpOf(socket), mine, challenge) })
        socket.emit('register', { type: 'client', id: mine.id })
      })
    })
    if (ack.code === 1) return new AdminClient(socket)
    socket.disconnect()
    throw Object.assign(new Error('refused'), { ack })
  }

  /** Rejects with `{ code, message }` of the answer. */
  request(moduleId: string, body: unknown): Promise<unknown> {
    const reqId = this.#next++
    return new Promise((resolve, reject) => {
      const heard = (answer: Answer): void => {
        if (answer.respId !== reqId) return
        this.#socket.off('client', heard)
        if (answer.error) reject(Object.assign(new Error(answer.error.message), answer.error))
        else resolve(answer.body)
      }
      this.#socket.on('client', heard)
      this.#socket.emit('client', { reqId, moduleId, body })
    })
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect()
  }
}
