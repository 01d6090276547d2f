// §3: requests, notifications and responses.
import type { ConformanceTest } from '../suite.ts'
import { WATCHDOG } from '../member.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§3',
  name,
  run,
})

const UNKNOWN = 'conformance-no-such-module'

export const messageTests: ConformanceTest[] = [
  test('an unknown module is answered with an error', async (visit) => {
    const { peer } = await visit.registered()
    const { error } = await peer.ask(UNKNOWN, {})
    check(
      typeof error?.code === 'string' && typeof error.message === 'string',
      'an error { code, message }',
      error,
    )
    await peer.isServed()
  }),
  test('an unknown action is answered with an error', async (visit) => {
    const { peer, id } = await visit.registered()
    for (const action of ['dance', '__proto__', 1, null]) {
      const { error } = await peer.ask(WATCHDOG, { action, id })
      check(typeof error?.code === 'string', `an error for action ${String(action)}`, error)
    }
    await peer.isServed()
  }),
  test('an unknown event with a reqId is answered with an error', async (visit) => {
    const { peer } = await visit.registered()
    const reqId = peer.nextRequest()
    peer.send('conformance', { reqId, moduleId: WATCHDOG, body: {} })
    const { error } = await peer.answerTo(reqId)
    check(error !== null, 'an error', error)
    await peer.isServed()
  }),
  test('a server that sends the packets of an admin client is answered with an error', async (visit) => {
    const { peer } = await visit.registered()
    const reqId = peer.nextRequest()
    peer.send('client', { reqId, moduleId: '__console__', body: { action: 'list' } })
    const answer = await peer.hears('an answer', ({ body }) => body['respId'] === reqId)
    check(answer.body['error'] !== null, 'an error', answer.body)
    await peer.isServed()
  }),
  test('a notification is not answered, even to an unknown module or with an unknown event', async (visit) => {
    const { peer } = await visit.registered()
    peer.send('monitor', { moduleId: UNKNOWN, body: {} })
    peer.send('monitor', { moduleId: WATCHDOG, body: { action: 'dance' } })
    peer.send('conformance', { moduleId: WATCHDOG, body: {} })
    const before = peer.received.length
    await peer.isServed()
    checkSame('packets received', peer.received.length, before + 1)
  }),
  test('a response with an unknown respId is ignored', async (visit) => {
    const { peer } = await visit.registered()
    for (const respId of [1, 987_654, Number.MAX_SAFE_INTEGER]) {
      peer.send('monitor', { respId, error: null, body: {} })
      peer.send('monitor', { respId, error: { code: 'NO', message: 'no' } })
    }
    const before = peer.received.length
    await peer.isServed()
    checkSame('packets received', peer.received.length, before + 1)
  }),
  test('each of 100 concurrent requests has exactly one answer', async (visit) => {
    const { peer, id } = await visit.registered()
    const asked = Array.from({ length: 100 }, () => peer.nextRequest())
    for (const reqId of asked) {
      const known = reqId % 2 === 0
      peer.send('monitor', {
        reqId,
        moduleId: known ? WATCHDOG : UNKNOWN,
        body: { action: 'unsubscribe', id },
      })
    }
    await Promise.all(asked.map((reqId) => peer.answerTo(reqId)))
    await peer.isServed()
    for (const reqId of asked) {
      checkSame(`answers to ${reqId}`, peer.answersTo(reqId).length, 1)
      const error = peer.answersTo(reqId)[0]?.body['error']
      check((error === null) === (reqId % 2 === 0), `an error for the unknown module only (${reqId})`, error)
    }
  }),
  test('a reqId that is not a positive integer is not answered and has no effect', async (visit) => {
    const { peer, id } = await visit.registered()
    for (const reqId of [0, -1, 1.5, '1', null, {}, true]) {
      peer.send('monitor', { reqId, moduleId: WATCHDOG, body: { action: 'unsubscribe', id } })
    }
    await peer.isServed()
    checkSame('answers', peer.received.filter(({ event }) => event === 'monitor').length, 1)
  }),
]
