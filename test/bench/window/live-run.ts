// A live run without processes: a host that says that N servers run, and records calls and answers at a steady rate.
import { encodeLine, type PacketEvent, type TimelineLine } from '../../../src-main/timeline/index.ts'
import type { RunSummary } from '../../../src-main/contract/index.ts'
import { fakeHost, fakeRun, type FakeHost } from '../../support/fake-host.ts'
import { syntheticHeader, syntheticTimeline } from '../../support/synthetic-timeline.ts'

/** As the recorder pushes them. */
const BATCH_MS = 25
const METRICS_MS = 1000
const CALL_NS = 2e6
/** Calls and answers a second: those of five bots servers of the chat sample. */
const PACKETS_PER_SECOND = 225

export class LiveRun {
  readonly host: FakeHost
  /** When each packet was pushed, Unix milliseconds, by the number of packets so far. */
  readonly pushedAt = new Map<number, number>()
  packets = 0
  readonly #lines: TimelineLine[]
  readonly #servers: string[]
  readonly #startedAt: number
  #sent = 0
  #timers: NodeJS.Timeout[] = []

  constructor(servers: number) {
    const { events } = syntheticTimeline({ servers })
    const end = events.reduce(
      (last, event) => Math.max(last, 'at' in event ? event.at : (event.sent ?? 0)),
      0,
    )
    this.#startedAt = Date.now() - end / 1e6
    const header = { ...syntheticHeader({ servers }), startedAt: new Date(this.#startedAt).toISOString() }
    this.#lines = [header, ...events]
    this.#servers = header.plan.servers.map(({ id }) => id)
    this.packets = events.filter(({ t }) => t === 'packet').length
    const summary = summaryOf(header.plan.servers)
    this.host = fakeHost({
      about: async () => ({ version: '', shell: 'web', node: null, platform: 'linux', nativeDialogs: false }),
      home: async () => ({ samples: [], recent: [] }),
      orphans: async () => [],
      history: async () => [],
      runs: async () => [summary],
      watchMetrics: async () => undefined,
      lines: async (_, from) => ({
        first: from,
        next: null,
        text: new TextEncoder().encode(this.#lines.slice(from).map(encodeLine).join('')),
      }),
    })
  }

  start(): void {
    const began = performance.now()
    let pushed = 0
    const push = (): void => {
      const due = Math.floor(((performance.now() - began) / 1000) * PACKETS_PER_SECOND)
      if (due > pushed) this.#push(due - pushed)
      pushed = due
    }
    this.#timers = [setInterval(push, BATCH_MS), setInterval(() => this.#sampleMetrics(), METRICS_MS)]
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }

  #push(count: number): void {
    const first = this.#lines.length
    const now = Math.round((Date.now() - this.#startedAt) * 1e6)
    const lines = Array.from({ length: count }, (_, index) => this.#packet(now - (count - index) * 1e5))
    this.#lines.push(...lines)
    this.packets += count
    this.pushedAt.set(this.packets, Date.now())
    this.host.emit({ type: 'linesRecorded', run: 'run-1', first, lines })
  }

  /** Calls and answers in turns, each pair between two servers. */
  #packet(at: number): PacketEvent {
    const number = (this.#sent += 1)
    const pair = Math.floor(number / 2)
    const caller = this.#servers[(pair * 7) % this.#servers.length] ?? ''
    const callee = this.#servers[(pair * 11 + 1) % this.#servers.length] ?? ''
    const conn = `${caller}>${callee}`
    const isAnswer = number % 2 === 1
    return {
      t: 'packet',
      seq: this.#lines.length + number,
      id: `${conn}/${isAnswer ? 'down' : 'up'}/${pair + 1}`,
      link: 'rpc',
      conn,
      direction: isAnswer ? 'down' : 'up',
      n: pair + 1,
      from: isAnswer ? callee : caller,
      to: isAnswer ? caller : callee,
      event: 'rpc',
      name: isAnswer ? 'rpc.answer' : 'rpc.call',
      phase: 'rpc',
      sent: at,
      received: at + CALL_NS,
      bytes: 120,
      calls: isAnswer
        ? [{ id: pair + 1, answers: `${conn}/up/${pair + 1}` }]
        : [{ id: pair + 1, method: 'room.say' }],
    }
  }

  #sampleMetrics(): void {
    const at = Math.round((Date.now() - this.#startedAt) * 1e6)
    const processes = this.#servers.map((id) => ({
      id,
      cpu: Math.random() / 10,
      memory: 60e6,
      eventLoopDelay: 1,
    }))
    const grove = { cpu: 0.01, memory: 90e6 }
    this.host.emit({ type: 'metricsSampled', run: 'run-1', at, processes, grove })
  }
}

function summaryOf(servers: readonly { id: string; serverType: string }[]): RunSummary {
  const all = [{ id: 'master-1', serverType: 'master' }, ...servers]
  return {
    ...fakeRun('live'),
    serverTypes: [...new Set(servers.map(({ serverType }) => serverType))],
    servers: all.map(({ id, serverType }, index) => ({
      id,
      serverType,
      role: 'server',
      parent: null,
      status: 'ready',
      desired: 'running',
      stopping: null,
      pid: 1000 + index,
      port: 6000 + index,
      paused: false,
      faults: [],
      pairLinks: [],
      restarts: 0,
      exit: null,
      problem: null,
      waiting: null,
    })),
  }
}
