// A monitor on plain Socket.IO, written from PROTOCOL.md alone. Keeps every received packet in order.
import { io, type Socket } from 'socket.io-client'
import { hello, proof, tcpOf, type Challenge } from '../conformance/handshake.ts'
import { until } from './until.ts'

export interface ReceivedPacket {
  event: string
  body: {
    code?: number
    reason?: string
    respId?: number
    moduleId?: string
    body?: Record<string, unknown>
  } & Record<string, unknown>
}

export class RawMonitor implements Disposable {
  readonly received: ReceivedPacket[] = []
  readonly instance: string
  readonly #socket: Socket
  readonly #id: string
  #next = 1

  private constructor(socket: Socket, id: string, instance: string) {
    this.#socket = socket
    this.#id = id
    this.instance = instance
    socket.onAny((event: string, body: ReceivedPacket['body']) => this.received.push({ event, body }))
  }

  /** Connects, and proves that it knows the token. */
  static async connect(
    port: number,
    token: string,
    id = 'raw-1',
    instance = `${id}-${Math.random()}`,
  ): Promise<RawMonitor> {
    const mine = hello(id)
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: mine,
    })
    const challenge = await new Promise<Challenge>((resolve, reject) =>
      socket.once('challenge', resolve).once('connect_error', reject),
    )
    const monitor = new RawMonitor(socket, id, instance)
    monitor.emit('proof', { proof: proof(token, 'dialler', 'control', tcpOf(socket), mine, challenge) })
    return monitor
  }

  get connected(): boolean {
    return this.#socket.connected
  }

  emit(event: string, ...args: unknown[]): void {
    this.#socket.emit(event, ...args)
  }

  /** Registers or reconnects; returns the ack. */
  async register(
    change: Record<string, unknown> = {},
    event: 'register' | 'reconnect' = 'register',
  ): Promise<ReceivedPacket['body']> {
    const serverType = this.#id.split('-')[0]
    const info = { id: this.#id, serverType, host: '127.0.0.1' }
    const own = {
      type: 'monitor',
      id: this.#id,
      serverType,
      pid: 1,
      instance: this.instance,
      info,
    }
    this.emit(event, { ...own, ...change })
    const ack = event === 'register' ? 'register' : 'reconnect_ok'
    return (
      await until(`${this.#id} gets its ${ack}`, () => this.received.find((packet) => packet.event === ack))
    ).body
  }

  /** Registers behind a proof that is refused; returns the refusal. */
  async refusal(event: 'register' | 'reconnect'): Promise<ReceivedPacket['body']> {
    this.emit(event, {})
    const found = (): ReceivedPacket | undefined => this.received.find((packet) => packet.event === 'refused')
    return (await until(`${this.#id} is refused`, found)).body
  }

  /** Sends a request to a module of the master; returns the response. */
  async request(moduleId: string, body: unknown): Promise<ReceivedPacket['body']> {
    const reqId = this.#next++
    this.emit('monitor', { reqId, moduleId, body })
    const found = (): ReceivedPacket | undefined =>
      this.received.find((packet) => packet.body.respId === reqId)
    return (await until(`${this.#id} gets its answer`, found)).body
  }

  subscribe(): Promise<ReceivedPacket['body']> {
    return this.request('__watchdog__', { action: 'subscribe', id: this.#id })
  }

  /** The watchdog's notifications: action and server id, such as `addServer b-1`. */
  get notifications(): string[] {
    return this.received.flatMap(({ event, body }) => {
      const notice = body.body ?? {}
      if (event !== 'monitor' || typeof notice.action !== 'string') return []
      const server = notice.server as { id: string } | undefined
      return `${notice.action} ${server?.id ?? (notice.id as string | undefined) ?? ''}`.trim()
    })
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect()
  }
}
