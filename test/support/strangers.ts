// Many sockets of strangers at a port: silent ones, half requests, and WebSockets that prove nothing.
import { connect, type Socket } from 'node:net'

const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n')
const CONNECT = '40{"protocol":2,"id":"stranger-1","nonce":"' + 'ab'.repeat(32) + '"}'
/** What the n-th stranger sends. */
const OPENINGS = ['', 'GET / HT', UPGRADE, UPGRADE]

export class Strangers implements Disposable {
  readonly #sockets = new Set<Socket>()
  /** Number of sockets that were opened. */
  count = 0

  /** Opens sockets to this port, without waiting for them. */
  open(port: number, count: number): void {
    for (let n = 0; n < count; n++) {
      const socket = connect(port, '127.0.0.1')
      this.#sockets.add(socket)
      const opening = OPENINGS[n % OPENINGS.length] ?? ''
      socket.on('error', () => undefined)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.once('connect', () => {
        this.count++
        socket.write(opening)
      })
      if (n % OPENINGS.length === 3) socket.once('data', () => socket.write(frame(CONNECT)))
      else socket.resume()
    }
  }

  get openCount(): number {
    return this.#sockets.size
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** A masked text frame; the mask is zero. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
