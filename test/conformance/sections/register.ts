// §4.1 to §4.3: the effects of a registration, and their order.
import type { ConformanceTest } from '../suite.ts'
import { WATCHDOG } from '../member.ts'
import type { Fields } from '../peer.ts'
import { check, checkSame, type Section } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const test = (section: Section, name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section,
  name,
  run,
})

export const registerTests: ConformanceTest[] = [
  test('§4.1', 'a name of 128 characters is accepted', async (visit) => {
    const witness = await visit.subscribed()
    const id = `${visit.freshId()}.A_z-9`.padEnd(128, 'x')
    const member = await visit.registered(visit.request({}, id))
    await witness.learns(member.request)
  }),
  test(
    '§4.1',
    "a record is announced as it was given, the user's own keys too, with its instance",
    async (visit) => {
      const witness = await visit.subscribed()
      const own = { zone: 'a', 'odd key €': [1, null, { deep: true }], empty: {} }
      const info = { port: 65_535, services: { room: ['join', 'leave'] }, ...own }
      const { request } = await visit.registered(visit.request(info))
      checkSame('record', await witness.learns(request), { ...request.info, instance: request.instance })
      const later = await visit.registered()
      const { servers } = await later.subscribe()
      checkSame('record in a list', (servers as Fields)[request.id], {
        ...request.info,
        instance: request.instance,
      })
    },
  ),
  test('§4.1', 'a record whose info has no serverType is never announced', async (visit) => {
    const witness = await visit.subscribed()
    const request = visit.request()
    const { serverType: _, ...info } = request.info
    const hidden = await visit.registered({ ...request, info })
    const honest = await visit.isWell(witness)
    for (const follower of [witness.follower, honest.follower]) {
      check(!follower.servers.has(hidden.id), `no ${hidden.id} in a list`, [...follower.servers.keys()])
    }
    hidden.peer.close()
    await visit.isWell(witness)
    witness.isSound()
  }),
  test('§4.2', 'the ack is { code: 1, msg: "ok", epoch }', async (visit) => {
    const member = await visit.stranger()
    const epoch = await member.register()
    check(epoch.length > 0, 'an epoch', epoch)
    checkSame('ack', member.peer.received[0], { event: 'register', body: { code: 1, msg: 'ok', epoch } })
  }),
  test('§4.2', 'the epoch is the same for every server', async (visit) => {
    const [first, second] = [await visit.stranger(), await visit.stranger()]
    checkSame('epoch', await second.register(), await first.register())
    checkSame(
      'epoch of the list',
      (await second.subscribe())['epoch'],
      await first.subscribe().then(({ epoch }) => epoch),
    )
  }),
  test(
    '§4.3',
    'the ack comes before anything else, also for one who asks without waiting for it',
    async (visit) => {
      const { peer, request, id } = await visit.stranger()
      peer.send('register', request)
      peer.send('monitor', {
        reqId: peer.nextRequest(),
        moduleId: WATCHDOG,
        body: { action: 'subscribe', id },
      })
      await peer.answerTo(1)
      checkSame(
        'first two events',
        peer.received.slice(0, 2).map(({ event }) => event),
        ['register', 'monitor'],
      )
    },
  ),
  test('§4.3', 'subscribers are notified by addServer', async (visit) => {
    const witness = await visit.subscribed()
    const { request } = await visit.registered()
    await witness.learns(request)
    const notice = witness.follower.notices.find(({ changes }) =>
      changes.some(({ add }) => add?.['id'] === request.id),
    )
    check(
      notice?.action === 'addServer' || (notice?.changes.length ?? 0) > 1,
      'addServer, or update with others',
      notice,
    )
    witness.isSound()
  }),
  test('§4.3', 'a server never gets its own addServer', async (visit) => {
    const member = await visit.registered()
    await member.subscribe()
    const other = await visit.subscribed()
    await member.learns(other.request)
    await visit.isWell(member)
    member.isSound()
    other.isSound()
  }),
]
