// A monitor that speaks PROTOCOL.md in Socket.IO text on a bare WebSocket. Core's parsers and view check the result.
import { MembershipView } from '../../../core/membership/view.ts'
import { parseSnapshot, parseWatchdogNotice } from '../../../core/protocol/parse-watchdog.ts'
import { hello, proof, type Challenge, type Hello } from '../../conformance/handshake.ts'
import type { LoadMonitor, MonitorOptions } from './monitor.ts'
import { recordOf, TOKEN } from './messages.ts'
import { WebSocket } from './web-socket.ts'

const PATH = '/socket.io/?EIO=4&transport=websocket'
/** The revision is within this many bytes of a packet. */
const HEAD_BYTES = 256

export class GroveMonitor implements LoadMonitor {
  known = 0
  packets = 0
  bytes = 0
  readonly #options: MonitorOptions
  readonly #socket: WebSocket
  readonly #kept: Buffer[] = []
  readonly #hello: Hello

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#hello = hello(options.id)
    this.#socket = new WebSocket(options.host, options.port, PATH, {
      message: (payload) => this.#receive(payload),
      closed: options.failed,
    })
  }

  freeze(): void {
    this.#socket.freeze()
  }

  view(): Map<string, string> {
    const view = new MembershipView()
    for (const payload of this.#kept) {
      const [, packet] = JSON.parse(payload.toString('utf8', 2)) as [
        string,
        { respId?: number; body: unknown },
      ]
      if (packet.respId !== undefined) view.replace(parseSnapshot(packet.body))
      else this.#apply(view, packet.body)
    }
    return new Map(view.servers.map(({ id, instance }) => [id, instance]))
  }

  #apply(view: MembershipView, body: unknown): void {
    const notice = parseWatchdogNotice(body)
    if (notice.action === 'startOver') return
    const applied = view.apply(notice)
    if (applied === 'gap' || applied === 'old')
      throw new Error(`${this.#options.id} was told something ${applied} at revision ${view.revision}`)
    const itself = applied.added.some(({ id }) => id === this.#options.id)
    if (itself) throw new Error(`${this.#options.id} heard of itself`)
  }

  /** Engine.IO: `0` opened, `2` ping, `40` connected to the namespace, `42` an event. */
  #receive(payload: Buffer): void {
    const head = payload.toString('latin1', 0, HEAD_BYTES)
    if (head.startsWith('42["challenge",')) this.#register(payload.toString())
    else if (head.startsWith('42')) this.#event(payload, head)
    else if (head === '2') this.#socket.send('3')
    else if (head.startsWith('40')) return
    else if (head.startsWith('0')) this.#socket.send(`40${JSON.stringify(this.#hello)}`)
    else this.#options.failed(`unexpected ${head}`)
  }

  #event(payload: Buffer, head: string): void {
    this.packets++
    this.bytes += payload.length
    if (head.startsWith('42["register",')) return this.#registered(head)
    const revision = Number(/"revision":(\d+)/.exec(head)?.[1])
    if (!(revision > this.known)) return this.#options.failed(`not a step on from ${this.known}: ${head}`)
    this.#kept.push(payload)
    // No server leaves, so the revision equals the number of servers; `view` verifies it.
    this.known = revision
    this.#options.grown()
  }

  #register(text: string): void {
    const { id, instance } = this.#options
    const info = recordOf(id)
    const { pid } = process
    const [, challenge] = JSON.parse(text.slice(2)) as [string, Challenge]
    const own = proof(TOKEN, 'dialler', 'control', this.#socket.tcp, this.#hello, challenge)
    this.#socket.send(`42${JSON.stringify(['proof', { proof: own }])}`)
    const who = { type: 'monitor', id, serverType: 'worker', pid, instance, info }
    this.#socket.send(`42${JSON.stringify(['register', who])}`)
  }

  #registered(ack: string): void {
    if (!ack.includes('"code":1')) return this.#options.failed(ack)
    const body = { action: 'subscribe', id: this.#options.id }
    const request = { reqId: 1, moduleId: '__watchdog__', body }
    this.#socket.send(`42${JSON.stringify(['monitor', request])}`)
  }
}
