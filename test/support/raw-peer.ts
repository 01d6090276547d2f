// The client end of one control or RPC connection with minimal Socket.IO, for malformed input. Counts the responses.
import { hello, proof, type Challenge } from '../conformance/handshake.ts'
import { RawWebSocket } from './raw-websocket.ts'

export interface Ack {
  code: number
  reason?: string
  epoch?: string
}

export class RawPeer {
  readonly web: RawWebSocket
  readonly acks: Ack[] = []
  /** What the listener has sent to be proven to. */
  challenge: Challenge | undefined
  /** Number of responses by `respId`. */
  readonly responseCounts = new Map<number, number>()
  /** Socket.IO packets other than events: `0…` connected, `4…` refused, `1` disconnected. */
  readonly controlPackets: string[] = []
  /** Called with events other than acks and responses. */
  onEvent: (event: string, body: unknown) => void = () => undefined
  readonly #waiting = new Set<() => void>()
  #opened = false

  private constructor(port: number) {
    this.web = new RawWebSocket(port)
    this.web.onText = (text) => this.#heard(text)
    void this.web.closed.then(() => this.#changed())
  }

  /** Resolves when Socket.IO is connected or refused; `controlPackets` tells which. */
  static async connect(port: number, auth = ''): Promise<RawPeer> {
    const peer = new RawPeer(port)
    await peer.waitFor('the connection is open', () => peer.#opened || !peer.open)
    peer.web.send(`40${auth}`)
    await peer.waitFor('connected or refused', () => peer.controlPackets.length > 0 || !peer.open)
    return peer
  }

  /** Connects, and proves that it knows the token. */
  static async authenticated(
    port: number,
    { kind = 'control', id, token }: { kind?: 'control' | 'rpc'; id: string; token: string },
  ): Promise<RawPeer> {
    const mine = hello(id)
    const peer = await RawPeer.connect(port, JSON.stringify(mine))
    await peer.waitFor('a challenge', () => peer.challenge !== undefined || !peer.open)
    if (!peer.challenge) throw new Error(`no challenge: ${peer.controlPackets.join(' ')}`)
    const own = proof(token, 'dialler', kind, peer.web.socket, mine, peer.challenge)
    peer.emit('proof', JSON.stringify({ proof: own }))
    return peer
  }

  get open(): boolean {
    return this.web.open
  }

  emit(event: string, text: string): void {
    this.web.send(`42[${JSON.stringify(event)},${text}]`)
  }

  destroy(): void {
    this.web.destroy()
  }

  /** Checks `fact` on each packet and on close; resolves when it holds, rejects after 10 s. */
  waitFor(name: string, fact: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting.delete(look)
        reject(
          new Error(`waited in vain until ${name}; open: ${this.open}, acks: ${JSON.stringify(this.acks)}`),
        )
      }, 10_000)
      const look = (): void => {
        if (!fact()) return
        clearTimeout(late)
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #changed(): void {
    for (const look of this.#waiting) look()
  }

  #heard(text: string): void {
    if (text.startsWith('0')) this.#opened = true
    else if (text.startsWith('42')) this.#event(JSON.parse(text.slice(2)) as [string, unknown])
    else if (text.startsWith('4')) this.controlPackets.push(text.slice(1))
    this.#changed()
  }

  #event([event, body]: [string, unknown]): void {
    if (event === 'challenge') this.challenge = body as Challenge
    else if (event === 'register' || event === 'reconnect_ok' || event === 'refused')
      this.acks.push(body as Ack)
    else if (typeof body === 'object' && body !== null && 'respId' in body) {
      const respId = Number(body.respId)
      this.responseCounts.set(respId, (this.responseCounts.get(respId) ?? 0) + 1)
    } else this.onEvent(event, body)
  }
}
