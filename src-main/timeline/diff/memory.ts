// Resident memory of each process, which it reports when it has started and when it begins to stop. A process that was
// killed lacks the second; older recordings have neither.
import type { Pair, Measure, MemoryDifference, TimelineDiff } from './difference.ts'
import { measure } from './measure.ts'
import type { RunProfile } from './run-profile.ts'

type Said = 'ready' | 'exited'
type Memories = Record<Said, Map<string, number>>

export function compareMemory(a: RunProfile, b: RunProfile): TimelineDiff['memory'] {
  const said = { a: memoriesOf(a), b: memoriesOf(b) }
  const servers = [
    ...said.a.ready.keys(),
    ...said.a.exited.keys(),
    ...said.b.ready.keys(),
    ...said.b.exited.keys(),
  ]
  const rows = [...new Set(servers)].map((server): MemoryDifference => ({
    server,
    ready: measure('bytes', said.a.ready.get(server) ?? null, said.b.ready.get(server) ?? null),
    exited: measure('bytes', said.a.exited.get(server) ?? null, said.b.exited.get(server) ?? null),
  }))
  const recorded: Pair<boolean> = { a: isTold(said.a), b: isTold(said.b) }
  return { recorded, together: { ready: sum(rows, 'ready'), exited: sum(rows, 'exited') }, servers: rows }
}

/** The first start and the last stop of each process. */
function memoriesOf({ events }: RunProfile): Memories {
  const ready = new Map<string, number>()
  const exited = new Map<string, number>()
  for (const event of events) {
    if (event.t !== 'process' || typeof event.memory !== 'number') continue
    if (event.event === 'exited') exited.set(event.process, event.memory)
    if (event.event === 'ready' && !ready.has(event.process)) ready.set(event.process, event.memory)
  }
  return { ready, exited }
}

function isTold({ ready, exited }: Memories): boolean {
  return ready.size + exited.size > 0
}

/** Sums over the servers known in both runs. */
function sum(rows: readonly MemoryDifference[], said: Said): Measure {
  const known = rows.map((row) => row[said]).filter(({ by }) => by !== null)
  if (known.length === 0) return measure('bytes', null, null)
  const total = (side: 'a' | 'b'): number => known.reduce((all, each) => all + (each[side] ?? 0), 0)
  return measure('bytes', total('a'), total('b'))
}
