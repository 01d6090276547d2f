// §6: reconnecting to a master that knows the instance, and to one that does not.
import type { ConformanceTest } from '../suite.ts'
import { fieldsOf } from '../follower.ts'
import type { Member } from '../member.ts'
import { check, checkSame, NotApplicable } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const SETTLES_WITHIN = 5_000 + 3_000

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§6',
  name,
  run,
})

async function isRefused({ peer }: Member, reason: string): Promise<void> {
  const { body } = await peer.hears('a refusal by reconnect_ok', ({ event }) => event === 'reconnect_ok')
  checkSame('code and reason', [body['code'], body['reason']], [-1, reason])
  check(typeof body['msg'] === 'string' && body['msg'] !== '', 'a sentence in msg', body)
  await peer.isClosed('its reconnect was refused')
}

/** The same process on a second connection, while the first still stands. */
async function replaced(visit: Visit, event: 'register' | 'reconnect'): Promise<void> {
  const witness = await visit.subscribed()
  const older = await visit.subscribed()
  await witness.learns(older.request)
  const newer = await visit.stranger(older.request)
  await newer.register(event)
  await older.peer.isClosed('the same instance has a newer connection')
  const { servers } = await newer.subscribe()
  check(older.id in fieldsOf(servers), `${older.id} in its own list`, servers)
  await visit.isWell(newer)
  await visit.isWell(witness)
  const about = witness.follower.changes.filter(({ remove }) => remove === older.id)
  checkSame('removals of an instance that lives', about, [])
  newer.isSound()
  witness.isSound()
  newer.peer.close()
  await witness.unlearns(newer.id)
}

async function settles(visit: Visit): Promise<void> {
  const returning = await visit.stranger()
  await returning.register('reconnect', { started: true })
  const { settling, revision } = await returning.subscribe()
  if (settling !== true) throw new NotApplicable('this master waits for nobody, so it did not settle')
  const other = await visit.registered()
  await returning.learns(other.request)
  const notice = await returning.peer.holds(
    'replaceServer when settling ends',
    () =>
      returning.peer.received
        .map(({ body }) => fieldsOf(body['body']))
        .find(({ action }) => action === 'replaceServer'),
    SETTLES_WITHIN,
  )
  const { epoch, settling: still, servers } = notice
  checkSame('epoch and settling', [epoch, still], [returning.follower.epoch, false])
  check(Number(notice['revision']) > Number(revision), 'a later revision', notice['revision'])
  for (const { id } of [returning, other]) check(id in fieldsOf(servers), `${id} in the list`, servers)
  const later = await visit.registered()
  checkSame('settling for one who comes later', (await later.subscribe())['settling'], false)
  await returning.learns(later.request)
  returning.isSound()
}

export const reconnectTests: ConformanceTest[] = [
  test('reconnect is answered by reconnect_ok, with the epoch', async (visit) => {
    const first = await visit.stranger()
    const epoch = await first.register()
    first.peer.close()
    const again = await visit.stranger(first.request)
    checkSame('epoch', await again.register('reconnect'), epoch)
    checkSame('first event', again.peer.received[0], {
      event: 'reconnect_ok',
      body: { code: 1, msg: 'ok', epoch },
    })
  }),
  test('an unknown instance makes the master settle; replaceServer ends it', settles),
  test('reconnect of another instance with the id of a live server: DUPLICATE_ID', async (visit) => {
    const member = await visit.subscribed()
    const other = await visit.stranger(visit.request({}, member.id))
    other.peer.send('reconnect', other.request)
    await isRefused(other, 'DUPLICATE_ID')
    await visit.isWell(member)
    member.isSound()
  }),
  test('reconnect on a connection that has registered: ALREADY_REGISTERED', async (visit) => {
    const member = await visit.registered()
    member.peer.send('reconnect', member.request)
    await isRefused(member, 'ALREADY_REGISTERED')
  }),
  test('reconnect of a live instance replaces its older connection, and is not announced', (visit) =>
    replaced(visit, 'reconnect')),
  test('register of a live instance does the same', (visit) => replaced(visit, 'register')),
  test('a reconnected server gets no notifications until it subscribes again', async (visit) => {
    const older = await visit.subscribed()
    const newer = await visit.stranger(older.request)
    await newer.register('reconnect')
    await visit.isWell(await visit.subscribed())
    await newer.peer.isServed()
    checkSame(
      'events',
      newer.peer.received.map(({ event }) => event),
      ['reconnect_ok', 'monitor'],
    )
  }),
]
