// §5: subscriptions and notifications.
import type { ConformanceTest } from '../suite.ts'
import { WATCHDOG } from '../member.ts'
import { fieldsOf } from '../follower.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§5',
  name,
  run,
})

export const subscriptionTests: ConformanceTest[] = [
  test('subscribe is answered with epoch, revision, settling, startedOver and the servers, which include the sender', async (visit) => {
    const member = await visit.registered()
    const answer = await member.subscribe()
    const kinds = Object.entries(answer).map(([key, value]) => `${key}: ${typeof value}`)
    const wanted = [
      'epoch: string',
      'revision: number',
      'servers: object',
      'settling: boolean',
      'startedOver: boolean',
    ]
    checkSame('fields', kinds.toSorted(), wanted)
    checkSame(
      'own instance',
      fieldsOf(fieldsOf(answer['servers'])[member.id])['instance'],
      member.request.instance,
    )
  }),
  test('a server that joins raises the revision by one', async (visit) => {
    const witness = await visit.subscribed()
    const before = witness.follower.revision
    await visit.isWell(witness)
    const { revision, changes } = witness.follower
    checkSame('revision', revision, before + changes.length)
    witness.isSound()
  }),
  test('a connection that ends is announced by removeServer, reason closed', async (visit) => {
    const witness = await visit.subscribed()
    const member = await visit.isWell(witness)
    member.peer.close()
    await witness.unlearns(member.id)
    const change = witness.follower.changes.find(({ remove }) => remove === member.id)
    checkSame('change', change, { remove: member.id, reason: 'closed' })
    witness.isSound()
  }),
  test('a restarted server is removed and added, in this order, with another instance', async (visit) => {
    const witness = await visit.subscribed()
    const older = await visit.isWell(witness)
    older.peer.close()
    await witness.unlearns(older.id)
    const newer = await visit.registered(visit.request({}, older.id))
    await witness.learns(newer.request)
    const about = witness.follower.changes.filter(
      ({ add, remove }) => add?.['id'] === older.id || remove === older.id,
    )
    checkSame(
      'kinds',
      about.map((change) => (change.add ? 'add' : 'remove')),
      ['add', 'remove', 'add'],
    )
    witness.isSound()
  }),
  test('two subscribers get the same notifications', async (visit) => {
    const [first, second] = [await visit.subscribed(), await visit.subscribed()]
    const members = await Promise.all(Array.from({ length: 5 }, () => visit.registered()))
    for (const { request } of members) await Promise.all([first.learns(request), second.learns(request)])
    const last = await visit.isWell(first)
    await second.learns(last.request)
    checkSame('list', [...second.follower.servers.keys()].sort(), [...first.follower.servers.keys()].sort())
    checkSame('revision', second.follower.revision, first.follower.revision)
  }),
  test('a second subscribe gets a list again, and no duplicate notifications afterwards', async (visit) => {
    const member = await visit.subscribed()
    await member.subscribe()
    const other = await visit.isWell(member)
    const notices = member.follower.changes.filter(({ add }) => add?.['id'] === other.id)
    checkSame('announcements', notices.length, 1)
    member.isSound()
  }),
  test('a server that has not subscribed gets no notifications', async (visit) => {
    const silent = await visit.registered()
    await visit.isWell(await visit.subscribed())
    await silent.peer.isServed()
    checkSame(
      'events',
      silent.peer.received.map(({ event }) => event),
      ['register', 'monitor'],
    )
  }),
  test('unsubscribe is answered with {} and ends the notifications', async (visit) => {
    const member = await visit.subscribed()
    checkSame('answer', await member.peer.get(WATCHDOG, { action: 'unsubscribe', id: member.id }), {})
    const before = member.peer.received.length
    await visit.isWell(await visit.subscribed())
    await member.peer.isServed()
    checkSame('packets since', member.peer.received.length, before + 1)
  }),
  test('record is not answered', async (visit) => {
    const member = await visit.registered()
    member.record()
    const before = member.peer.received.length
    await member.peer.isServed()
    checkSame('packets since', member.peer.received.length, before + 1)
  }),
  test('a subscribe without an id is answered with an error', async (visit) => {
    const { peer } = await visit.registered()
    const { error } = await peer.ask(WATCHDOG, { action: 'subscribe' })
    check(
      error?.code === 'BAD_REQUEST' && String(error.message).includes('id'),
      'BAD_REQUEST, naming id',
      error,
    )
    await peer.isServed()
  }),
]
