// Requests to one server process: each gets its own answer, or the reason why there is none.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ParentMessage } from '../../../core/process/messages.ts'
import type { RequestedCall } from '../../../core/protocol/requested-call.ts'
import type { HostError } from '../../../src-main/contract/index.ts'
import { ProcessRequests } from '../../../src-main/host/supervisor/process-requests.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const CALL: RequestedCall = {
  service: 'room',
  method: 'where',
  args: [],
  target: { kind: 'server', id: 'chat-1' },
  timeoutMs: 1_000,
}

function requests() {
  const sent: ParentMessage[] = []
  return { sent, requests: new ProcessRequests('gate-1', (message) => sent.push(message)) }
}

/** Why a request has no answer. */
const reasonOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'an answer',
    (error: HostError) => `${error.code}: ${error.message}`,
  )

it('answers that come in another order belong to their requests', async () => {
  const { sent, requests: process } = requests()
  const [listed, called] = [process.listProxies(), process.call(CALL)]
  expect(sent).toEqual([
    { grove: 'listProxies', request: 1 },
    { grove: 'call', request: 2, call: CALL },
  ])
  const result = { event: 'gate-1.1#1', answers: [] }
  process.receive({ grove: 'called', request: 2, result })
  process.receive({ grove: 'called', request: 2, result: { event: 'late', answers: [] } })
  process.receive({ grove: 'proxiesListed', request: 1, services: [] })
  expect(await listed).toEqual([])
  expect(await called).toEqual(result)
})

it('a process that does not answer in time is blocked; a call has its own timeout besides', async () => {
  const { requests: process } = requests()
  const outcomes = Promise.all([process.listProxies(), process.call(CALL)].map(reasonOf))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await outcomes).toEqual([
    'NO_ANSWER: gate-1 did not answer within 2000 ms: it is blocked.',
    'NO_ANSWER: gate-1 did not answer within 3000 ms: it is blocked.',
  ])
})

it('a process that ends answers nothing more', async () => {
  const { requests: process } = requests()
  const outcome = reasonOf(process.call(CALL))
  process.close()
  expect(await outcome).toBe('CALLER_ENDED: gate-1 ended before it answered.')
})

it('more requests than a process can have open are refused', async () => {
  const { sent, requests: process } = requests()
  const open = Array.from({ length: 100 }, () => process.call(CALL).catch(() => null))
  await expect(process.call(CALL)).rejects.toMatchObject({ code: 'OVERLOADED' })
  expect(sent).toHaveLength(100)
  process.close()
  await Promise.all(open)
})
