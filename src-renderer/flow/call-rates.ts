// Calls that a server made and handled over time, from the columns of events.
import type { EventColumns } from '../../src-main/timeline/index.ts'

/** A picture of more events than this would take longer than a frame: it shows a shorter time. */
const MAX_EVENTS = 50_000
const BUCKETS = 60
/** Two minutes. */
const MAX_STEP_NS = 2e9

export interface CallRates {
  /** Nanoseconds of a bucket. The last one ends at the time that was asked for. */
  step: number
  /** A second, by bucket: calls that the server handled, calls that it made, failed answers that it gave or got. */
  handled: number[]
  made: number[]
  failed: number[]
}

export function callRates(events: EventColumns, server: string, until: number): CallRates {
  const end = events.after(until)
  const earliest = events.timeAt(Math.max(0, end - MAX_EVENTS))
  const isCut = end > MAX_EVENTS && earliest > until - BUCKETS * MAX_STEP_NS
  const step = isCut ? Math.max(1, (until - earliest) / BUCKETS) : MAX_STEP_NS
  const from = until - BUCKETS * step
  const empty = (): number[] => Array.from({ length: BUCKETS }, () => 0)
  const rates: CallRates = { step, handled: empty(), made: empty(), failed: empty() }
  const process = events.texts.known(server)
  if (process === undefined || end === 0) return rates
  const add = (series: number[], at: number, count: number): void => {
    const bucket = Math.min(BUCKETS - 1, Math.floor((at - from) / step))
    series[bucket] = (series[bucket] ?? 0) + (count * 1e9) / step
  }
  for (let place = events.from(Math.max(0, from)); place < end; place += 1) {
    if (!events.isPacket(place)) continue
    const [isSender, isReceiver] = [events.processAt(place) === process, events.toAt(place) === process]
    if (!isSender && !isReceiver) continue
    const packet = events.at(place)
    if (packet.t !== 'packet' || packet.link !== 'rpc') continue
    const at = events.timeAt(place)
    const calls = packet.calls?.filter(({ method }) => method !== undefined).length ?? 0
    if (calls > 0) add(isSender ? rates.made : rates.handled, at, calls)
    if (packet.phase === 'error') add(rates.failed, at, 1)
  }
  return rates
}
