// One of many processes that send packet records at a fixed rate: half for packets it sent, half for its neighbour's.
import { clockSince } from '../../../core/kit/node-clock.ts'
import type { PacketRecord } from '../../../core/protocol/record.ts'
import { IpcSink } from '../../../core/tap/ipc-sink.ts'

const [index, of, perSecond, seconds] = process.argv.slice(2).map(Number) as [number, number, number, number]
const now = clockSince(process.argv[6])
const TICK_MS = 10
const sink = new IpcSink((message, sent) => process.send?.(message, undefined, undefined, sent))
const body = [{ id: 1, namespace: 'user', service: 'work', method: 'echo', args: ['x'.repeat(100)] }]
const neighbour = (index + of - 1) % of
const began = performance.now()
let told = 0

function tell(t: PacketRecord['t'], conn: string, n: number): void {
  sink.add({ t, at: now(), link: 'rpc', conn, direction: 'up', n, event: 'rpc', bytes: 190, body })
}

const timer = setInterval(() => {
  const due = (Math.min((performance.now() - began) / 1_000, seconds) * perSecond) / 2
  for (; told < due; told++) {
    tell('sent', `c-${index}`, told + 1)
    tell('received', `c-${neighbour}`, told + 1)
  }
  if (performance.now() - began < seconds * 1_000) return
  clearInterval(timer)
  void sink.flush().then(() => process.disconnect())
}, TICK_MS)
