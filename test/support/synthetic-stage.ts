// A discrete-event simulation for synthetic clusters: a clock, actors, and wires that report each packet at both ends.
import type { Direction, LinkKind, PacketRecord, TapRecord } from '../../core/protocol/record.ts'
import type { UnnumberedEvent } from '../../src-main/timeline/index.ts'

/** One tap record with the process that reported it. */
export interface Observation {
  process: string
  instance: string
  record: TapRecord
}
export type Seen = Observation | { row: UnnumberedEvent }

type Bare<T> = T extends TapRecord ? Omit<T, 'at' | 'id'> : never
export type BareRecord = Bare<Exclude<TapRecord, PacketRecord>>

export const MILLISECOND = 1_000_000

export class Stage {
  readonly seen: Seen[] = []
  now = 0
  #queue: { at: number; run: () => void }[] = []
  #random: () => number

  constructor(seed: number) {
    this.#random = mulberry(seed)
  }

  /** Returns random nanoseconds between two numbers of milliseconds. */
  between(low: number, high: number): number {
    return Math.round((low + this.#random() * (high - low)) * MILLISECOND)
  }

  /** Returns a random item. */
  pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.#random() * list.length)]
    if (one === undefined) throw new Error('there is nothing to pick from')
    return one
  }

  schedule(delay: number, run: () => void): void {
    const at = this.now + Math.max(1, Math.round(delay))
    const index = this.#queue.findLastIndex((entry) => entry.at <= at)
    this.#queue.splice(index + 1, 0, { at, run })
  }

  /** Runs until the queue is empty, or up to a time. */
  run(until = Infinity): void {
    for (let next = this.#queue[0]; next && next.at <= until; next = this.#queue[0]) {
      this.#queue.shift()
      this.now = Math.max(this.now, next.at)
      next.run()
    }
  }

  row(row: UnnumberedEvent): void {
    this.seen.push({ row })
  }

  /** Returns four random letters and digits, the end of an id. */
  letters(): string {
    return Math.floor(this.#random() * 36 ** 4)
      .toString(36)
      .padStart(4, '0')
  }

  /** Returns `count` times eight hexadecimal digits, as in OpenTelemetry's ids. */
  digits(eights: number): string {
    const eight = () =>
      Math.floor(this.#random() * 16 ** 8)
        .toString(16)
        .padStart(8, '0')
    return Array.from({ length: eights }, eight).join('')
  }
}

/** A simulated process. */
export class Actor {
  readonly stage: Stage
  readonly id: string
  readonly serverType: string
  readonly instance: string
  readonly pid: number
  alive = true
  #count = 0

  constructor(stage: Stage, id: string, serverType: string, pid: number) {
    this.stage = stage
    this.id = id
    this.serverType = serverType
    this.pid = pid
    this.instance = `${stage.letters()}-${stage.letters()}`
  }

  /** Reports a record; returns its id. */
  report(record: BareRecord): string {
    const id = `${this.instance}#${(this.#count += 1)}`
    this.observe({ ...record, id, at: this.stage.now } as TapRecord)
    return id
  }

  observe(record: TapRecord): void {
    if (this.alive) this.stage.seen.push({ process: this.id, instance: this.instance, record })
  }

  process(event: 'spawned' | 'ready' | 'stopping' | 'exited' | 'restarting', more: object = {}): void {
    const { id: process, serverType, pid } = this
    this.stage.row({ t: 'process', at: this.stage.now, process, serverType, event, pid, ...more })
  }
}

/** A connection between two actors. Packets of one direction arrive in order. */
export class Wire {
  readonly conn: string
  readonly link: LinkKind
  readonly dialler: Actor
  readonly listener: Actor
  open = true
  /** Latency range of a packet, in milliseconds. */
  latency: readonly [least: number, most: number] = [0.08, 0.7]
  #sent = { up: 0, down: 0 }
  #arrived = { up: 0, down: 0 }

  constructor(link: LinkKind, dialler: Actor, listener: Actor) {
    this.link = link
    this.dialler = dialler
    this.listener = listener
    this.conn = `${dialler.stage.letters()}_${dialler.stage.letters()}-AAA`
  }

  /** Opens it at both ends, the listener's first. */
  connect(causes: string[], opened: (id: string) => void): void {
    const { stage } = this.dialler
    stage.schedule(stage.between(0.9, 2), () => {
      if (!this.open) return
      this.listener.report(this.#fact('opened', 'listener'))
      stage.schedule(stage.between(0.2, 0.6), () => {
        if (this.open) opened(this.dialler.report({ ...this.#fact('opened', 'dialler'), causes }))
      })
    })
  }

  close(reason: string): void {
    if (!this.open) return
    this.open = false
    this.listener.report({ ...this.#fact('closed', 'listener'), reason })
    this.dialler.report({ ...this.#fact('closed', 'dialler'), reason })
  }

  /** Sends a packet; returns its id. `heard` runs at the other end, unless that process was killed meanwhile. */
  send(
    direction: Direction,
    event: string,
    body: unknown,
    causes: string[],
    heard?: (id: string) => void,
  ): string {
    const [from, to] = direction === 'up' ? [this.dialler, this.listener] : [this.listener, this.dialler]
    const n = (this.#sent[direction] += 1)
    const { conn, link } = this
    const bytes = JSON.stringify([event, body]).length + 2
    const packet = { link, conn, direction, n, event, bytes, body }
    const { stage } = from
    from.observe({ t: 'sent', at: stage.now, ...packet, ...(causes.length ? { causes } : {}) })
    const at = Math.max(stage.now + stage.between(...this.latency), this.#arrived[direction] + 1000)
    this.#arrived[direction] = at
    const id = `${conn}/${direction}/${n}`
    stage.schedule(at - stage.now, () => {
      if (!to.alive || !this.open) return
      to.observe({ t: 'received', at: stage.now, ...packet })
      heard?.(id)
    })
    return id
  }

  #fact(event: 'opened' | 'closed', end: 'dialler' | 'listener') {
    return { t: 'link' as const, link: this.link, conn: this.conn, event, end }
  }
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
