// The thirteen steps of a registration, checked on real processes that start in a shuffled order.
import { expect } from 'vitest'
import { flowSteps, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { happensBefore } from './happens-before.ts'
import { chatPlan, startCluster } from './cluster.ts'

const ids = ['master-1', 'gate-1', 'connector-1', 'connector-2', 'chat-1', 'chat-2', 'chat-3']
const chains: number[][] = [
  [1, 2, 3, 4, 5],
  [5, 6, 13],
  [5, 7, 8, 9, 10, 11, 12],
]

/** Starts the sample in the order of this seed; fails unless every step happens, in its causal order. */
export async function expectRegistrationFlow(seed: number): Promise<void> {
  const order = shuffled(seed)
  let events: TimelineEvent[] = []
  {
    await using cluster = await startCluster(chatPlan(), { order })
    await cluster.converged(6)
    await cluster.stop()
    events = cluster.events
  }
  const last = lastToJoin(events)
  const steps = flowSteps(events, last)
  const told = wasAnyoneSubscribed(events, last)
  const expected = Array.from({ length: 13 }, (_, index) => String(index + 1)).filter(
    (step) => told || step !== '6',
  )
  expect(Object.keys(steps), `steps of ${last}, started as ${order.join(' ')}`).toEqual(expected)

  const before = happensBefore(events)
  for (const chain of chains) {
    for (const [index, earlier] of chain.slice(0, -1).entries()) {
      const later = chain[index + 1] as number
      if (!steps[later]) continue
      for (const a of steps[earlier] ?? []) {
        const reached = (steps[later] ?? []).some((b) => before(a, b))
        expect(
          reached,
          `${last}: step ${earlier} (${a}) before step ${later} (${steps[later]?.join()})`,
        ).toBe(true)
      }
    }
  }

  for (const id of ids.slice(1)) {
    const learned = events.flatMap((event) => (event.t === 'view' && event.process === id ? event.added : []))
    expect(learned.map((peer) => peer.id).toSorted(), `what ${id} learned`).toEqual(ids.slice(1).toSorted())
    const heardOfItself = events.filter(
      (event) =>
        event.t === 'packet' &&
        event.to === id &&
        ['addServer', 'update'].includes(event.name) &&
        JSON.stringify(event.body).includes(`"id":"${id}"`),
    )
    expect(heardOfItself, `${id} heard of itself`).toEqual([])
  }

  const packets = events.filter((event) => event.t === 'packet')
  const stopping = Math.min(
    ...events.flatMap((event) => (event.t === 'process' && event.event === 'stopping' ? event.at : [])),
  )
  for (const packet of packets) {
    if (packet.sent === null || packet.sent > stopping) continue
    expect(packet.received, `${packet.name} of ${packet.from} to ${packet.to} was received`).not.toBeNull()
    expect((packet.received ?? 0) - packet.sent, `latency of ${packet.name}`).toBeGreaterThanOrEqual(0)
  }
}

/** The ids in the order of this seed. */
function shuffled(seed: number): string[] {
  let state = seed * 2_654_435_761
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
  return ids
    .map((id) => ({ id, key: next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ id }) => id)
}

/** Returns the id of the server that the master added to its registry last. */
function lastToJoin(events: TimelineEvent[]): string {
  const registry = events.filter(
    (event) => event.t === 'view' && event.process === 'master-1' && event.added.length > 0,
  )
  const last = registry
    .toSorted((a, b) => (a.t === 'view' && b.t === 'view' ? a.revision - b.revision : 0))
    .at(-1)
  return last?.t === 'view' ? (last.added[0]?.id ?? '') : ''
}

/** Whether a peer subscribed before this server joined. Only then is there a notification (step 6). */
function wasAnyoneSubscribed(events: TimelineEvent[], server: string): boolean {
  return events.some(
    (event) =>
      event.t === 'packet' &&
      event.name === 'subscribe.ack' &&
      !JSON.stringify(event.body).includes(`"${server}":`),
  )
}
