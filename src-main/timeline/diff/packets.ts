// Packets by phase and by name: count, size, latency.
import type { PacketEvent, TimelineEvent } from '../event.ts'
import { eventPhase, PHASES } from '../phase.ts'
import type { PacketDifference, PhaseDifference } from './difference.ts'
import { measure, spread } from './measure.ts'
import type { RunProfile } from './run-profile.ts'

interface Sum {
  events: number
  packets: number
  bytes: number
}

interface Named {
  count: number
  bytes: number
  /** In milliseconds, of packets with both ends seen. */
  latencies: number[]
}

const NOTHING: Sum = { events: 0, packets: 0, bytes: 0 }
const NONE: Named = { count: 0, bytes: 0, latencies: [] }

export function comparePhases(a: RunProfile, b: RunProfile): PhaseDifference[] {
  const [mine, yours] = [byPhase(a.events), byPhase(b.events)]
  return PHASES.flatMap((phase) => {
    const [x, y] = [mine.get(phase) ?? NOTHING, yours.get(phase) ?? NOTHING]
    if (x.events + y.events === 0) return []
    return [
      {
        phase,
        events: measure('count', x.events, y.events),
        packets: measure('count', x.packets, y.packets),
        bytes: measure('bytes', x.bytes, y.bytes),
      },
    ]
  })
}

/** By name, in alphabetical order. */
export function comparePackets(a: RunProfile, b: RunProfile): PacketDifference[] {
  const [mine, yours] = [byName(a.events), byName(b.events)]
  return [...new Set([...mine.keys(), ...yours.keys()])].toSorted().map((name) => {
    const [x, y] = [mine.get(name) ?? NONE, yours.get(name) ?? NONE]
    return {
      name,
      count: measure('count', x.count, y.count),
      bytes: measure('bytes', x.bytes, y.bytes),
      ...spread(x.latencies, y.latencies),
    }
  })
}

function byPhase(events: readonly TimelineEvent[]): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const event of events) {
    const phase = eventPhase(event)
    if (phase === null) continue
    const sum = sums.get(phase) ?? { ...NOTHING }
    sums.set(phase, sum)
    sum.events += 1
    if (event.t !== 'packet') continue
    sum.packets += 1
    sum.bytes += event.bytes
  }
  return sums
}

function byName(events: readonly TimelineEvent[]): Map<string, Named> {
  const names = new Map<string, Named>()
  for (const event of events) {
    if (event.t !== 'packet') continue
    const named = names.get(event.name) ?? { count: 0, bytes: 0, latencies: [] }
    names.set(event.name, named)
    named.count += 1
    named.bytes += event.bytes
    const latency = latencyOf(event)
    if (latency !== null) named.latencies.push(latency)
  }
  return names
}

function latencyOf({ sent, received }: PacketEvent): number | null {
  return sent === null || received === null ? null : (received - sent) / 1e6
}
