// A WebSocket client (RFC 6455) on node:net, which can send frames that no regular client sends.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface FrameOptions {
  opcode?: number
  final?: boolean
  masked?: boolean
  /** The three reserved bits, 0 to 7. */
  reserved?: number
}

export interface RawOptions {
  path?: string
  /** Answers Engine.IO's pings and the closing handshake; true by default. */
  answersControlFrames?: boolean
}

const TEXT = 1
const CLOSE = 8
const PING = '2'
const PONG = '3'

export class RawWebSocket {
  readonly socket: Socket
  /** Resolves when the other end has closed the connection. */
  readonly closed: Promise<void>
  /** Called with each text message except Engine.IO's pings. */
  onText: (text: string) => void = () => undefined
  readonly #answersControlFrames: boolean
  #open = true
  #upgraded = false
  #unread: Buffer = Buffer.alloc(0)

  constructor(port: number, options: RawOptions = {}) {
    this.#answersControlFrames = options.answersControlFrames ?? true
    this.socket = connect(port, '127.0.0.1').setNoDelay()
    this.closed = new Promise((resolve) => {
      const done = (): void => {
        this.#open = false
        resolve()
      }
      this.socket.once('end', done).once('close', done)
      // A reset closes the connection too.
      this.socket.on('error', done)
    })
    this.socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.socket.write(upgradeRequest(port, options.path ?? '/socket.io/?EIO=4&transport=websocket'))
  }

  get open(): boolean {
    return this.#open
  }

  /** Sends everything that `body` writes in one chunk. */
  sendInOneChunk(body: () => void): void {
    this.socket.cork()
    body()
    this.socket.uncork()
  }

  send(text: string): void {
    this.frame(Buffer.from(text))
  }

  frame(payload: Buffer, options: FrameOptions = {}): void {
    this.write(frame(payload, options))
  }

  write(bytes: Buffer): void {
    if (this.#open) this.socket.write(bytes)
  }

  destroy(): void {
    this.socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
    if (!this.#upgraded) {
      const end = this.#unread.indexOf('\r\n\r\n')
      if (end < 0) return
      this.#upgraded = true
      this.#unread = this.#unread.subarray(end + 4)
    }
    for (let next = parse(this.#unread); next; next = parse(this.#unread)) {
      this.#unread = this.#unread.subarray(next.end)
      this.#heard(next.opcode, next.payload)
    }
  }

  #heard(opcode: number, payload: Buffer): void {
    if (opcode === CLOSE && this.#answersControlFrames) {
      this.frame(payload, { opcode: CLOSE })
      this.socket.end()
    }
    if (opcode !== TEXT) return
    const text = payload.toString()
    if (text === PING && this.#answersControlFrames) this.send(PONG)
    if (text !== PING) this.onText(text)
  }
}

/** Builds a client's frame. The mask is all zeros, which is valid and keeps the bytes readable. */
export function frame(payload: Buffer, options: FrameOptions = {}): Buffer {
  const { opcode = TEXT, final = true, masked = true, reserved = 0 } = options
  const first = (final ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = masked ? 0x80 : 0
  const length = payload.length
  const head =
    length < 126
      ? Buffer.from([first, mask | length])
      : length < 65_536
        ? Buffer.from([first, mask | 126, length >> 8, length & 0xff])
        : longHead(first, mask, length)
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), payload])
}

function longHead(first: number, mask: number, length: number): Buffer {
  const head = Buffer.alloc(10)
  head[0] = first
  head[1] = mask | 127
  head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

function parse(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  const end = start + length
  return bytes.length < end ? undefined : { opcode: first & 0x0f, payload: bytes.subarray(start, end), end }
}

function upgradeRequest(port: number, path: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ]
  return [...lines, '', ''].join('\r\n')
}
