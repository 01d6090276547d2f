// §7: admin clients.
import type { ConformanceTest } from '../suite.ts'
import { fieldsOf } from '../follower.ts'
import { WATCHDOG } from '../member.ts'
import type { Fields, Peer } from '../peer.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const CONSOLE = '__console__'

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§7',
  name,
  run,
})

const asking = (admin: Peer, body: Fields, moduleId = CONSOLE): Promise<Fields> =>
  admin.get(moduleId, body, 'client')

const rowOf = (servers: unknown, id: string): Fields => fieldsOf(fieldsOf(servers)[id])

async function codeOf(admin: Peer, body: Fields, moduleId = CONSOLE): Promise<unknown> {
  return (await admin.ask(moduleId, body, 'client')).error?.code
}

const notices = ({ received }: Peer, action: string): Fields[] =>
  received
    .filter(({ body }) => body['moduleId'] === CONSOLE && fieldsOf(body['body'])['action'] === action)
    .map(({ body }) => body)

export const adminTests: ConformanceTest[] = [
  test('an admin client gets the ack of §4.2 and is in no list', async (visit) => {
    const witness = await visit.subscribed()
    const id = visit.freshId()
    const admin = await visit.peer(id)
    admin.send('register', { type: 'client', id })
    const { body } = await admin.hears('an ack', ({ event }) => event === 'register')
    checkSame('ack', body, { code: 1, msg: 'ok', epoch: witness.follower.epoch })
    const honest = await visit.isWell(witness)
    for (const { follower } of [witness, honest])
      check(!follower.servers.has(id), `no ${id}`, [...follower.servers.keys()])
    const { servers } = await asking(admin, { action: 'list' })
    check(!(id in fieldsOf(servers)), `no ${id} in list`, servers)
    witness.isSound()
  }),
  test('unknown modules, unknown actions and modules without a clientHandler are answered with an error', async (visit) => {
    const admin = await visit.admin()
    for (const [moduleId, action] of [
      ['no-such-module', 'list'],
      [CONSOLE, 'dance'],
      [WATCHDOG, 'subscribe'],
    ] as const) {
      const code = await codeOf(admin, { action, id: visit.freshId() }, moduleId)
      check(typeof code === 'string', `an error for ${action} of ${moduleId}`, code)
    }
  }),
  test('an admin client that sends the packets of a server is answered with an error', async (visit) => {
    const admin = await visit.admin()
    const reqId = admin.nextRequest()
    admin.send('monitor', { reqId, moduleId: WATCHDOG, body: { action: 'subscribe', id: visit.freshId() } })
    const answer = await admin.hears('an answer', ({ body }) => body['respId'] === reqId)
    check(fieldsOf(answer.body['error'])['code'] !== undefined, 'an error', answer.body)
  }),
  test('list has id, serverType, pid and instance of each server', async (visit) => {
    const { request, id } = await visit.registered()
    const { servers } = await asking(await visit.admin(), { action: 'list' })
    const row = rowOf(servers, id)
    const { serverType, pid, instance } = request
    const facts = { id: row['id'], serverType: row['serverType'], pid: row['pid'], instance: row['instance'] }
    checkSame('row', facts, { id, serverType, pid, instance })
  }),
  test('list has the answer or the error of each server', async (visit) => {
    const [answering, failing] = [await visit.registered(), await visit.registered()]
    const facts = { memory: { rss: 1, heapUsed: 2 }, uptime: 3, revision: 4 }
    answering.answers = () => ({ error: null, body: facts })
    failing.answers = () => ({ error: { code: 'NO_SUCH_THING', message: 'it tells nothing' }, body: {} })
    const { servers } = await asking(await visit.admin(), { action: 'list' })
    const { memory, uptime, revision } = rowOf(servers, answering.id)
    checkSame('facts', { memory, uptime, revision }, facts)
    check('error' in rowOf(servers, failing.id), 'an error in the other row', rowOf(servers, failing.id))
  }),
  {
    ...test('a server that never answers has an error in its row, after 5 s', async (visit) => {
      const [silent, other] = [await visit.registered(), await visit.registered()]
      silent.answers = () => undefined
      const { servers } = await asking(await visit.admin(), { action: 'list' })
      check('error' in rowOf(servers, silent.id), 'an error in its row', rowOf(servers, silent.id))
      check(other.id in fieldsOf(servers), 'a row of another server', servers)
    }),
    concurrent: true,
  },
  test('views has the registry, and the view of each server', async (visit) => {
    const member = await visit.subscribed()
    const { epoch, servers, views } = await asking(await visit.admin(), { action: 'views' }, WATCHDOG)
    checkSame('epoch', epoch, member.follower.epoch)
    checkSame('its record', fieldsOf(servers)[member.id], {
      ...member.request.info,
      instance: member.request.instance,
    })
    const view = fieldsOf(fieldsOf(views)[member.id])
    checkSame('its own instance in its view', fieldsOf(view['servers'])[member.id], member.request.instance)
  }),
  test('a server that disconnects during a list does not hold up the answer', async (visit) => {
    const going = await visit.registered()
    going.answers = () => {
      going.peer.close()
      return undefined
    }
    const { servers } = await asking(await visit.admin(), { action: 'list' })
    check(
      'error' in fieldsOf(fieldsOf(servers)[going.id]),
      'an error in its row',
      fieldsOf(servers)[going.id],
    )
  }),
  test('modules lists the modules of every master', async (visit) => {
    const { modules } = await asking(await visit.admin(), { action: 'modules' })
    const ids = Array.isArray(modules) ? modules.map((module: Fields) => module['moduleId']) : []
    for (const moduleId of [CONSOLE, WATCHDOG])
      check(ids.includes(moduleId), `${moduleId} among them`, modules)
  }),
  test('waiting lists the servers that startOver waits for', async (visit) => {
    const { waiting, startedOver } = await asking(await visit.admin(), { action: 'waiting' })
    check(Array.isArray(waiting) && waiting.every((id) => typeof id === 'string'), 'a list of ids', waiting)
    const member = await visit.registered()
    checkSame('startedOver', startedOver, (await member.subscribe())['startedOver'])
  }),
  test('stop notifies only the given servers', async (visit) => {
    const [asked, spared] = [await visit.registered(), await visit.registered()]
    checkSame('answer', await asking(await visit.admin(), { action: 'stop', ids: [asked.id] }), {
      stopping: [asked.id],
    })
    await asked.peer.holds('a stop notification', () => notices(asked.peer, 'stop')[0])
    await spared.peer.isServed()
    checkSame('stop notifications', notices(spared.peer, 'stop'), [])
  }),
  test('stop with an unknown id is NO_SUCH_SERVER, and stops no server', async (visit) => {
    const spared = await visit.registered()
    const admin = await visit.admin()
    checkSame(
      'code',
      await codeOf(admin, { action: 'stop', ids: [spared.id, visit.freshId()] }),
      'NO_SUCH_SERVER',
    )
    await spared.peer.isServed()
    checkSame('stop notifications', notices(spared.peer, 'stop'), [])
  }),
  test('enable and disable reach the master and every server; a disabled module answers MODULE_DISABLED', async (visit) => {
    const [admin, member] = [await visit.admin(), await visit.registered()]
    const moduleId = '__systemInfo__'
    checkSame('answer', await asking(admin, { action: 'enable', moduleId }), {})
    await member.peer.holds('an enable notification', () => notices(member.peer, 'enable')[0])
    check(
      'servers' in (await asking(admin, {}, moduleId)),
      'servers in the answer of an enabled module',
      'none',
    )
    checkSame('answer', await asking(admin, { action: 'disable', moduleId }), {})
    await member.peer.holds('a disable notification', () => notices(member.peer, 'disable')[0])
    checkSame('code', await codeOf(admin, {}, moduleId), 'MODULE_DISABLED')
    check(
      typeof (await codeOf(admin, { action: 'enable', moduleId: 'no-such-module' })) === 'string',
      'an error for an unknown module',
      'none',
    )
  }),
]
