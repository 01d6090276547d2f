// Traffic of synthetic servers: calls, responses, errors and log lines at the rate of a busy cluster, a crash about every
// half second, and packets dropped by an injected fault.
import { MILLISECOND, Wire, type Stage } from './synthetic-stage.ts'
import type { Server } from './synthetic-cluster.ts'
import { comeBack, type SyntheticCluster } from './synthetic-timeline.ts'

const SECOND = 1_000 * MILLISECOND
const TEXTS = [
  'hello',
  'who is there?',
  'a longer line, as people write them when they have the time: it goes on and on',
]
const LEVELS = ['info', 'info', 'info', 'warn', 'error'] as const
/** Numbers of calls in a packet. */
const TOGETHER = [1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 4, 1, 1, 2, 3]
const ROOMS = 400
/** What happens to a packet of a faulty server. */
const FATES = ['dropped', 'sent', 'sent', 'sent', 'sent']
/** One of this many wires is slow. */
const SLOW = 40

export class SyntheticTalk {
  readonly #company: SyntheticCluster
  readonly #stage: Stage
  /** By the two instances; null while it connects. */
  readonly #wires = new Map<string, Wire | null>()
  /** The last packet that each server received: the cause of its next one. */
  readonly #heard = new Map<Server, string>()
  /** The server that drops packets now. */
  #faulty: Server | null = null
  #calls = 0

  constructor(company: SyntheticCluster) {
    this.#company = company
    this.#stage = company.master.stage
  }

  /** Never ends: run the stage up to a time. */
  start(): void {
    this.#repeat(0.02, 0.15, () => this.#call())
    this.#repeat(8, 16, () => this.#log())
    this.#repeat(500, 700, () => this.#crash())
    this.#repeat(4_000, 5_000, () => this.#thin())
  }

  #repeat(least: number, most: number, act: () => void): void {
    this.#stage.schedule(this.#stage.between(least, most), () => {
      act()
      this.#repeat(least, most, act)
    })
  }

  /** Sends a packet of calls; most carry one call. */
  #call(): void {
    const { servers } = this.#company
    const [caller, callee] = [this.#stage.pick(servers), this.#stage.pick(servers)]
    if (caller === callee || callee.record.port === undefined || !knows(caller, callee)) return
    const wire = this.#wire(caller, callee)
    if (!wire) return
    const count = this.#stage.pick(TOGETHER)
    const calls = Array.from({ length: count }, () => this.#envelope(callee))
    if (this.#faulty === caller && this.#stage.pick(FATES) === 'dropped')
      return this.#drop(wire, caller, calls)
    wire.send('up', 'rpc', calls, this.#causeOf(caller), (packet) => {
      this.#heard.set(callee, packet)
      const asked = calls.flatMap(({ id }) => id ?? [])
      if (asked.length > 0)
        this.#stage.schedule(this.#stage.between(0.05, 1.5), () => this.#answer(wire, asked, packet))
    })
  }

  #answer(wire: Wire, asked: number[], packet: string): void {
    if (!wire.open) return
    const envelopes = asked.map((id) =>
      id % 149 === 0
        ? {
            id,
            error: { code: 'APPLICATION_ERROR', message: `no such room: ${id % ROOMS}`, retryable: false },
          }
        : { id, result: { room: id % ROOMS, members: ['ada', 'grace', 'edsger'].slice(id % 3), ok: true } },
    )
    wire.send('down', 'rpc', envelopes, [packet], (answer) => this.#heard.set(wire.dialler as Server, answer))
  }

  #envelope({ serverType }: Server) {
    const number = (this.#calls += 1)
    // Some calls want no response.
    const id = number % 30 === 0 ? {} : { id: number }
    const text = TEXTS[number % TEXTS.length]
    const trace = { traceId: this.#stage.digits(4), spanId: this.#stage.digits(2) }
    const method = number % 4 === 0 ? 'leave' : 'hello'
    return {
      ...id,
      namespace: 'user',
      service: serverType,
      method,
      args: [`user ${number % 997}`, { text }],
      trace,
    }
  }

  #drop(wire: Wire, caller: Server, body: unknown): void {
    const { conn, link } = wire
    const id = `${caller.instance}!${this.#calls}`
    const packet = {
      link,
      conn,
      direction: 'up' as const,
      event: 'rpc',
      bytes: JSON.stringify(['rpc', body]).length + 2,
    }
    caller.observe({ t: 'dropped', id, at: this.#stage.now, ...packet, body })
  }

  #causeOf(server: Server): string[] {
    const heard = this.#heard.get(server)
    return heard === undefined ? [] : [heard]
  }

  /** Returns the connection between two servers, or null until it is open. */
  #wire(caller: Server, callee: Server): Wire | null {
    const key = `${caller.instance} ${callee.instance}`
    const known = this.#wires.get(key)
    if (known !== undefined) return known?.open ? known : null
    this.#wires.set(key, null)
    const wire = new Wire('rpc', caller, callee)
    if (this.#wires.size % SLOW === 0) wire.latency = [2, 9]
    caller.wires.push(wire)
    callee.wires.push(wire)
    wire.connect([], () => this.#wires.set(key, wire))
    return null
  }

  #log(): void {
    const { id: process } = this.#stage.pick(this.#company.servers)
    const level = this.#stage.pick(LEVELS)
    const text = `room ${this.#calls % ROOMS}: ${level === 'info' ? 'all is well' : 'a member has left without a word'}`
    this.#stage.row({ t: 'log', at: this.#stage.now, process, level, text })
  }

  #crash(): void {
    const dead = this.#stage.pick(this.#company.servers)
    if (dead.state !== 'started' || dead === this.#faulty) return
    dead.killed()
    this.#heard.delete(dead)
    this.#stage.schedule(SECOND / 5, () => {
      const { master, servers } = this.#company
      servers[servers.indexOf(dead)] = comeBack(master, dead)
    })
  }

  /** Drops a fifth of what one server sends, for half a second. */
  #thin(): void {
    const faulty = this.#stage.pick(this.#company.servers)
    if (!faulty.alive) return
    this.#fault(faulty, 'drop', { link: 'rpc', rate: 0.2 })
    this.#faulty = faulty
    this.#stage.schedule(SECOND / 2, () => {
      this.#faulty = null
      this.#fault(faulty, 'heal', { link: 'rpc' })
    })
  }

  #fault({ id: process }: Server, fault: string, parameters: object): void {
    this.#stage.row({ t: 'fault', at: this.#stage.now, process, fault, parameters })
  }
}

function knows(caller: Server, callee: Server): boolean {
  return (
    caller.state === 'started' && callee.alive && caller.view.get(callee.id)?.instance === callee.instance
  )
}
