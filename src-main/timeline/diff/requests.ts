// Compares requests by name: count, failures, duration. RPC calls are compared by method, because single calls cannot be
// matched: each run batches and routes them differently.
import type { Nanoseconds, PacketEvent } from '../event.ts'
import { answeredKeys, pendingRequestsIn } from '../pending-requests.ts'
import { asRecord, asArray } from '../unknown-json.ts'
import type { RequestDifference } from './difference.ts'
import { measure, spread } from './measure.ts'
import type { RunProfile } from './run-profile.ts'

interface Requests {
  name: string
  rpc: boolean
  asked: number
  failed: number
  /** In milliseconds, of answered requests. */
  times: number[]
}

interface Open {
  requests: Requests
  since: Nanoseconds
}

/** By name, in alphabetical order. */
export function compareRequests(a: RunProfile, b: RunProfile): RequestDifference[] {
  const [mine, yours] = [requestsOf(a), requestsOf(b)]
  return [...new Set([...mine.keys(), ...yours.keys()])].toSorted().map((key) => {
    const known = mine.get(key) ?? yours.get(key)
    const nothing: Requests = {
      name: known?.name ?? key,
      rpc: known?.rpc ?? false,
      asked: 0,
      failed: 0,
      times: [],
    }
    const [x, y] = [mine.get(key) ?? nothing, yours.get(key) ?? nothing]
    return {
      name: x.name,
      rpc: x.rpc,
      asked: measure('count', x.asked, y.asked),
      failed: measure('count', x.failed, y.failed),
      unanswered: measure('count', x.asked - x.times.length, y.asked - y.times.length),
      ...spread(x.times, y.times),
    }
  })
}

/** Until the cluster begins to stop; after that, missing answers are normal. */
function requestsOf({ events, stop }: RunProfile): Map<string, Requests> {
  const all = new Map<string, Requests>()
  const open = new Map<string, Open>()
  for (const event of events) {
    if (event.t !== 'packet') continue
    recordAnswers(event, open)
    for (const [key, { name, since }] of pendingRequestsIn(event)) {
      if (stop !== null && since >= stop) continue
      const rpc = event.link === 'rpc'
      const of = `${name}${rpc ? ' rpc' : ''}`
      const requests = all.get(of) ?? { name, rpc, asked: 0, failed: 0, times: [] }
      all.set(of, requests)
      requests.asked += 1
      open.set(key, { requests, since })
    }
  }
  return all
}

function recordAnswers(packet: PacketEvent, open: Map<string, Open>): void {
  const keys = answeredKeys(packet)
  if (keys.length === 0) return
  const failed = failures(packet)
  for (const key of keys) {
    const request = open.get(key)
    if (!request) continue
    open.delete(key)
    request.requests.times.push(((packet.received ?? packet.sent ?? 0) - request.since) / 1e6)
    if (failed(key)) request.requests.failed += 1
  }
}

/** Returns a test of which answers in a packet are errors, by request key. */
function failures({ phase, body, calls }: PacketEvent): (key: string) => boolean {
  if (phase !== 'error') return () => false
  if (!calls || calls.length === 1) return () => true
  if (calls.some(({ error }) => error)) {
    const failed = calls.flatMap(({ id, answers, error }) => (error ? `${answers} ${id}` : []))
    return (key) => failed.includes(key)
  }
  const envelopes = asArray(body).map(asRecord)
  const keys = calls.flatMap(({ id, answers }, index) => {
    const error = envelopes[index]?.['error']
    return error === undefined || error === null ? [] : [`${answers} ${id}`]
  })
  return (key) => keys.includes(key)
}
