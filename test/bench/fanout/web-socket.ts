// A minimal WebSocket client: a thousand of them must cost less than the one master that they measure. Reads whole text
// messages, without extensions or fragments.
import { connect, type Socket } from 'node:net'

interface WebSocketHandlers {
  message(payload: Buffer): void
  closed(reason: string): void
}

const TEXT = 0x81
const CLOSE = 0x88
const MASKED = 0x80

export class WebSocket {
  readonly #socket: Socket
  readonly #handlers: WebSocketHandlers
  #chunks: Buffer[] = []
  #held = 0
  #needed = 0
  #upgraded = false

  constructor(host: string, port: number, path: string, handlers: WebSocketHandlers) {
    this.#handlers = handlers
    this.#socket = connect(port, host, () => this.#upgrade(host, port, path))
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => handlers.closed(error.message))
    this.#socket.on('end', () => handlers.closed('the master ended the connection'))
  }

  get tcp(): Socket {
    return this.#socket
  }

  /** The mask is zero, which leaves the text as it is. */
  send(text: string): void {
    const payload = Buffer.from(text)
    this.#socket.write(Buffer.concat([headOf(payload.length), payload]))
  }

  /** Keeps the connection open but stops reading. */
  freeze(): void {
    freeze(this.#socket)
  }

  #upgrade(host: string, port: number, path: string): void {
    const key = Buffer.alloc(16, 1).toString('base64')
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    // A large message comes in many chunks; they are joined once.
    if (this.#held < this.#needed) return
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    if (!this.#upgraded) rest = this.#skipHandshake(rest)
    if (this.#upgraded) rest = this.#frames(rest)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#held = rest.length
  }

  #skipHandshake(data: Buffer): Buffer {
    const end = data.indexOf('\r\n\r\n')
    if (end === -1) return data
    if (!data.subarray(0, end).includes(' 101 ')) this.#handlers.closed(data.toString('latin1', 0, 40))
    this.#upgraded = true
    return data.subarray(end + 4)
  }

  #frames(data: Buffer): Buffer {
    let rest = data
    for (;;) {
      const frame = frameAt(rest)
      this.#needed = frame.end
      if (rest.length < frame.end) return rest
      const payload = rest.subarray(frame.start, frame.end)
      if (rest[0] === TEXT) this.#handlers.message(payload)
      else if (rest[0] === CLOSE) this.#handlers.closed(`the master closed: ${payload.toString('hex')}`)
      rest = rest.subarray(frame.end)
    }
  }
}

export function freeze(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => undefined).pause()
}

/** Returns the start and the end of the first frame's payload. */
function frameAt(data: Buffer): { start: number; end: number } {
  const short = data.length < 2 ? 0 : (data[1] ?? 0)
  const start = short === 127 ? 10 : short === 126 ? 4 : 2
  if (data.length < start) return { start, end: start }
  const length =
    short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short
  return { start, end: start + length }
}

function headOf(length: number): Buffer {
  const mask = Buffer.alloc(4)
  if (length < 126) return Buffer.concat([Buffer.from([TEXT, MASKED | length]), mask])
  const head = Buffer.from([TEXT, MASKED | 126, 0, 0])
  head.writeUInt16BE(length, 2)
  return Buffer.concat([head, mask])
}
