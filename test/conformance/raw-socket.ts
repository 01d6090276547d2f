// A TCP connection without a library: partial requests, and raw WebSocket frames.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { randomBytes } from 'node:crypto'
import { hello, proof, type Challenge } from './handshake.ts'
import type { Address } from './peer.ts'
import { ANSWER_TIMEOUT_MS, Waiting } from './waiting.ts'
import { check, Failure } from './verdict.ts'

export interface Head {
  status: number
  fields: Map<string, string>
}

export class RawSocket {
  readonly #socket: Socket
  readonly #waiting = new Waiting()
  #bytes: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  #closed = false
  /** Text messages of the WebSocket. */
  readonly messages: string[] = []

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    // A reset is a way to close, too.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#closed = true
      this.#waiting.changed()
    })
  }

  static async connect({ host, port }: Address): Promise<RawSocket> {
    const socket = connect(port, host)
    const raw = new RawSocket(socket)
    await once(socket, 'connect')
    return raw
  }

  /** A WebSocket at the master, however much of Socket.IO it is to speak. */
  static async webSocket(address: Address, fields: Record<string, string> = {}): Promise<RawSocket> {
    const raw = await RawSocket.connect(address)
    const { status } = await raw.upgrade(address, fields)
    check(status === 101, 'status 101 for an upgrade to a WebSocket', status)
    return raw
  }

  /** One that Socket.IO has admitted to its default namespace. */
  static async socketIo(address: Address): Promise<RawSocket> {
    const raw = await RawSocket.webSocket(address)
    raw.text('40')
    await raw.says('the answer to CONNECT', /^40/)
    return raw
  }

  static async proven(address: Address, id: string, token: string): Promise<RawSocket> {
    const raw = await RawSocket.webSocket(address)
    const mine = hello(id)
    raw.text(`40${JSON.stringify(mine)}`)
    const event = await raw.says('a challenge', /^42\["challenge",/)
    const [, challenge] = JSON.parse(event.slice(2)) as [string, Challenge]
    const own = proof(token, 'dialler', 'control', raw.#socket, mine, challenge)
    raw.text(`42${JSON.stringify(['proof', { proof: own }])}`)
    return raw
  }

  get closed(): boolean {
    return this.#closed
  }

  write(text: string): void {
    this.#socket.write(text)
  }

  async request(method: string, path: string, fields: Record<string, string>): Promise<Head> {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
    this.write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    const seen = (): string => (this.#closed ? 'a connection closed without an answer' : 'no answer')
    return this.#waiting.for('an HTTP answer', () => this.#head, seen)
  }

  upgrade({ host, port }: Address, fields: Record<string, string>): Promise<Head> {
    return this.request('GET', '/socket.io/?EIO=4&transport=websocket', {
      Host: `${host}:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...fields,
    })
  }

  text(message: string): void {
    this.#frame(0x1, Buffer.from(message))
  }

  binary(message: Buffer): void {
    this.#frame(0x2, message)
  }

  says(expected: string, pattern: RegExp, within = ANSWER_TIMEOUT_MS): Promise<string> {
    const seen = (): string =>
      `${this.#closed ? 'a closed' : 'an open'} connection that said: ${this.messages.slice(-3).join(' ')}`
    return this.#waiting.for(
      expected,
      () => this.messages.find((message) => pattern.test(message)),
      seen,
      within,
    )
  }

  async isClosed(why: string, within: number): Promise<void> {
    const fact = (): true | undefined => (this.#closed ? true : undefined)
    await this.#waiting.for(
      `the master to close the connection: ${why}`,
      fact,
      () => 'an open connection',
      within,
    )
  }

  close(): void {
    this.#socket.destroy()
  }

  #frame(kind: number, payload: Buffer): void {
    const mask = randomBytes(4)
    const long = payload.length > 0xffff
    const header = Buffer.alloc(long ? 10 : payload.length > 125 ? 4 : 2)
    header[0] = 0x80 | kind
    header[1] = 0x80 | (long ? 127 : payload.length > 125 ? 126 : payload.length)
    if (long) header.writeBigUInt64BE(BigInt(payload.length), 2)
    else if (header.length === 4) header.writeUInt16BE(payload.length, 2)
    const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    this.#socket.write(Buffer.concat([header, mask, masked]))
  }

  #receive(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    if (!this.#head) this.#readHead()
    if (this.#head?.status === 101) while (this.#readFrame());
    this.#waiting.changed()
  }

  #readHead(): void {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end < 0) return
    const [first = '', ...lines] = this.#bytes.subarray(0, end).toString().split('\r\n')
    const fields = lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
    this.#head = { status: Number(first.split(' ')[1]), fields: new Map(fields) }
    this.#bytes = this.#bytes.subarray(end + 4)
  }

  /** A server's frames are not masked; false when there is no whole one. */
  #readFrame(): boolean {
    const [kind = 0, short = 0] = this.#bytes
    if (this.#bytes.length < 2) return false
    const start = short === 127 ? 10 : short === 126 ? 4 : 2
    if (this.#bytes.length < start) return false
    const length =
      short === 127
        ? Number(this.#bytes.readBigUInt64BE(2))
        : short === 126
          ? this.#bytes.readUInt16BE(2)
          : short
    if (this.#bytes.length < start + length) return false
    const payload = this.#bytes.subarray(start, start + length)
    this.#bytes = this.#bytes.subarray(start + length)
    if ((kind & 0xf) === 0x1) this.messages.push(payload.toString())
    // The close of a WebSocket: what is left is the peer's to finish.
    if ((kind & 0xf) === 0x8) this.#closed = true
    return true
  }
}

/** Whether anything listens there at all. */
export async function isListening(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** The fields of Engine.IO's open handshake. */
export async function handshakeOf(raw: RawSocket): Promise<Record<string, unknown>> {
  const text = await raw.says("Engine.IO's open packet", /^0\{/)
  try {
    return JSON.parse(text.slice(1)) as Record<string, unknown>
  } catch {
    throw new Failure("JSON in Engine.IO's open packet", text)
  }
}
