// A server: registers, subscribes, and applies notifications to its list.
import { randomUUID } from 'node:crypto'
import { fieldsOf, Follower } from './follower.ts'
import type { Answer, Fields, Packet, Peer } from './peer.ts'
import { check, checkSame } from './verdict.ts'

export const WATCHDOG = '__watchdog__'

/** What a monitor registers with (§4.1). */
export interface Registration extends Fields {
  id: string
  serverType: string
  instance: string
  info: Fields
}

export function registration(id: string, info: Fields = {}): Registration {
  const serverType = 'conformance'
  return {
    type: 'monitor',
    id,
    serverType,
    pid: process.pid,
    instance: randomUUID(),
    info: { id, serverType, host: '127.0.0.1', ...info },
  }
}

export class Member {
  readonly peer: Peer
  readonly request: Registration
  readonly follower: Follower
  /** What it answers to the master's requests; undefined for nothing at all. */
  answers: (moduleId: string, body: Fields) => Answer | undefined = (moduleId, { action }) => {
    if (moduleId === WATCHDOG && action === 'view') return { error: null, body: this.#view() }
    return { error: { code: 'UNKNOWN_MODULE', message: `nobody here knows ${moduleId}` }, body: {} }
  }

  constructor(peer: Peer, request: Registration) {
    this.peer = peer
    this.request = request
    this.follower = new Follower(request.id)
    peer.listen((packet) => this.follower.apply(packet))
    peer.listen((packet) => this.#receive(packet))
  }

  get id(): string {
    return this.request.id
  }

  /** Answers the epoch. */
  async register(event: 'register' | 'reconnect' = 'register', more: Fields = {}): Promise<string> {
    this.peer.send(event, { ...this.request, ...more })
    const ack = await this.peer.hears(`the ack of ${event}`, ({ event: heard }) => heard === ackOf(event))
    checkSame('code of the ack', ack.body['code'], 1)
    return String(ack.body['epoch'])
  }

  subscribe(): Promise<Fields> {
    return this.peer.get(WATCHDOG, { action: 'subscribe', id: this.id })
  }

  record(): void {
    this.peer.send('monitor', { moduleId: WATCHDOG, body: { action: 'record', id: this.id } })
  }

  /** Its list has this server. */
  async learns(other: Registration): Promise<Fields> {
    return this.peer.holds(`an announcement of ${other.id} to ${this.id}`, () => {
      const record = this.follower.servers.get(other.id)
      return record?.['instance'] === other.instance ? record : undefined
    })
  }

  async unlearns(id: string, within?: number): Promise<void> {
    const fact = (): true | undefined => (this.follower.servers.has(id) ? undefined : true)
    await this.peer.holds(`${id} to be gone from the list of ${this.id}`, fact, within)
  }

  /** Checks that notifications had no gap and no duplicate, and none was about the server itself. */
  isSound(): void {
    check(this.follower.broken.length === 0, `a sound list at ${this.id}`, this.follower.broken.join('; '))
  }

  #receive({ event, body }: Packet): void {
    if (event !== 'monitor' || body['reqId'] === undefined) return
    const answer = this.answers(String(body['moduleId']), fieldsOf(body['body']))
    if (answer) this.peer.send('monitor', { respId: body['reqId'], ...answer })
  }

  #view(): Fields {
    const { epoch, revision, servers } = this.follower
    const view = Object.fromEntries([...servers].map(([id, record]) => [id, record['instance']]))
    return { epoch, revision, servers: view, proxies: {} }
  }
}

export function ackOf(event: 'register' | 'reconnect'): string {
  return event === 'register' ? 'register' : 'reconnect_ok'
}
