// A load generator: many monitors that connect at once. Reports when the last view is complete.
import { GroveMonitor } from './grove-monitor.ts'
import { digestOf, instanceOf, type LoadMonitor, type MonitorOptions } from './monitor.ts'
import { PinusMonitor } from './pinus-monitor.ts'
import { HOST, now, serverId, send, type LoadOrder, type ToLoad } from './messages.ts'

let monitors: LoadMonitor[] = []
let waiting = new Set<LoadMonitor>()
let expected = 0
let whole: (() => void) | undefined

function join(order: LoadOrder): void {
  monitors = Array.from({ length: order.count }, (_, index) =>
    makeMonitor(order, serverId(order.first + index)),
  )
  expect(order.expected, () =>
    send({ say: 'whole', at: now(), packets: sum('packets'), bytes: sum('bytes') }),
  )
}

function makeMonitor(order: LoadOrder, id: string): LoadMonitor {
  const monitor = monitorOf(order, {
    host: HOST,
    port: order.port,
    id,
    instance: instanceOf(id),
    grown: () => grown(monitor),
    failed: (problem) => send({ say: 'failed', problem: `${id}: ${problem}` }),
  })
  return monitor
}

/** Calls `then` once, when every view holds this many servers. */
function expect(servers: number, then: () => void): void {
  expected = servers
  whole = then
  waiting = new Set(monitors.filter(({ known }) => known < servers))
  settle()
}

function grown(monitor: LoadMonitor): void {
  if (monitor.known < expected || !waiting.delete(monitor)) return
  settle()
}

function settle(): void {
  if (waiting.size > 0) return
  whole?.()
  whole = undefined
}

function monitorOf(order: LoadOrder, options: MonitorOptions): LoadMonitor {
  return order.contestant === 'pinus' ? new PinusMonitor(options) : new GroveMonitor(options)
}

/** Stops reading, because computing the views takes longer than a heartbeat. */
function reached(): void {
  for (const monitor of monitors) monitor.freeze()
  send({ say: 'reached' })
}

function sum(what: 'packets' | 'bytes'): number {
  return monitors.reduce((total, monitor) => total + monitor[what], 0)
}

function digest(): void {
  try {
    send({ say: 'digest', digests: [...new Set(monitors.map((monitor) => digestOf(monitor.view())))] })
  } catch (error) {
    send({ say: 'failed', problem: String(error) })
  }
}

process.on('message', (message: ToLoad) => {
  if (message.say === 'join') join(message)
  else if (message.say === 'reach') expect(message.servers, reached)
  else digest()
})
process.on('disconnect', () => process.exit())
setInterval(() => send({ say: 'progress', whole: monitors.length - waiting.size }), 1_000).unref()
send({ say: 'ready' })
