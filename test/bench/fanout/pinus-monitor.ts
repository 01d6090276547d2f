// A monitor that speaks pinus-admin's protocol: JSON in MQTT 3.1.1 frames over TCP. Like pinus's, it acknowledges each
// `addServer`.
import { connect, type Socket } from 'node:net'
import { frames, messageFrame, CONNACK, CONNECT_FRAME, PUBLISH } from './mqtt.ts'
import type { LoadMonitor, MonitorOptions } from './monitor.ts'
import { recordOf } from './messages.ts'
import { freeze } from './web-socket.ts'

/** Occurs once in each record; without quotes, because pinus escapes those it encodes twice. */
const RECORD_MARKER = 'serverType'
const HEAD_BYTES = 80

interface Told {
  respId?: number
  body: unknown
}

export class PinusMonitor implements LoadMonitor {
  known = 0
  packets = 0
  bytes = 0
  readonly #options: MonitorOptions
  readonly #socket: Socket
  readonly #kept: Buffer[] = []
  #chunks: Buffer[] = []
  #held = 0
  #needed = 0

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#socket = connect(options.port, options.host, () => this.#socket.write(CONNECT_FRAME))
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => options.failed(error.message))
    this.#socket.on('end', () => options.failed('the master ended the connection'))
  }

  freeze(): void {
    freeze(this.#socket)
  }

  view(): Map<string, string> {
    const view = new Map<string, string>()
    for (const payload of this.#kept) {
      const told = JSON.parse(JSON.parse(payload.toString()) as string) as Told
      const records =
        told.respId === undefined
          ? [(told.body as { server: Named }).server]
          : Object.values(told.body as Record<string, Named>)
      for (const { id, instance } of records) view.set(id, instance)
    }
    return view
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#needed) return
    const data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    const { rest, needed } = frames(data, (kind, topic, payload) => this.#receive(kind, topic, payload))
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#held = rest.length
    this.#needed = needed
  }

  #receive(kind: number, topic: string, payload: Buffer): void {
    if (kind === CONNACK) return this.#register()
    if (kind !== PUBLISH) return this.#options.failed(`unexpected frame ${kind}`)
    this.packets++
    this.bytes += payload.length
    if (topic === 'register') this.#registered(payload.toString())
    else this.#told(payload)
  }

  #told(payload: Buffer): void {
    this.#kept.push(payload)
    const reqId = /reqId\\":(\d+)/.exec(payload.toString('latin1', 0, HEAD_BYTES))?.[1]
    this.known += reqId === undefined ? countOf(payload) : 1
    if (reqId !== undefined) this.#publish({ respId: Number(reqId), error: 1 })
    this.#options.grown()
  }

  #register(): void {
    const { id, instance } = this.#options
    const info = { ...recordOf(id), instance }
    const who = { id, type: 'monitor', serverType: 'worker', pid: process.pid, info, token: 'none' }
    this.#socket.write(messageFrame('register', JSON.stringify(who)))
  }

  #registered(ack: string): void {
    if (!ack.includes('"code":1')) return this.#options.failed(ack)
    const body = { action: 'subscribe', id: this.#options.id }
    this.#publish({ reqId: 1, moduleId: '__masterwatcher__', body })
  }

  /** Requests and responses are encoded twice. */
  #publish(packet: object): void {
    this.#socket.write(messageFrame('monitor', JSON.stringify(JSON.stringify(packet))))
  }
}

interface Named {
  id: string
  instance: string
}

function countOf(payload: Buffer): number {
  let count = 0
  for (
    let at = payload.indexOf(RECORD_MARKER);
    at !== -1;
    at = payload.indexOf(RECORD_MARKER, at + RECORD_MARKER.length)
  )
    count++
  return count
}
