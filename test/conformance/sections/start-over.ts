// §5 startOver and §6 `started`: sent once, when every expected server has started. The suite plays the missing servers,
// so the master must not be used by others.
import type { ConformanceTest } from '../suite.ts'
import type { Member } from '../member.ts'
import type { Fields, Peer } from '../peer.ts'
import { check, checkSame, NotApplicable } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const waitingOf = (admin: Peer): Promise<Fields> => admin.get('__console__', { action: 'waiting' }, 'client')

/** The first waits for nobody: the ids that are missing. */
async function missing(visit: Visit, admin: Peer): Promise<string[]> {
  const { waiting, startedOver } = await waitingOf(admin)
  if (startedOver === true) throw new NotApplicable('everybody whom this master expects has started before')
  const ids = waiting as string[]
  if (ids.length === 0) throw new NotApplicable('this master expects nobody')
  const member = await visit.subscribed()
  const others = [...member.follower.servers.keys()].filter(
    (id) => id !== member.id && !id.startsWith('conformance-'),
  )
  if (others.length > 0) throw new NotApplicable(`servers of others are joined: ${others.join(', ')}`)
  return ids
}

const startOvers = ({ peer }: Member): Fields[] =>
  peer.received.flatMap(({ body }) => {
    const notice = body['body'] as Fields | undefined
    return notice?.['action'] === 'startOver' ? [notice] : []
  })

async function startsOver(visit: Visit): Promise<void> {
  const admin = await visit.admin()
  const ids = await missing(visit, admin)
  const witness = await visit.subscribed()
  const [last = '', ...others] = ids.toReversed()
  for (const id of others) (await visit.registered(visit.request({}, id))).record()
  await visit.isWell(witness)
  checkSame('waiting', await waitingOf(admin), { waiting: [last], startedOver: false })
  checkSame('startOver before the last has started', startOvers(witness), [])
  const returning = await visit.stranger(visit.request({}, last))
  const epoch = await returning.register('reconnect', { started: true })
  await witness.peer.holds('startOver', () => startOvers(witness)[0])
  checkSame('waiting', await waitingOf(admin), { waiting: [], startedOver: true })
  const later = await visit.registered()
  checkSame('startedOver for one who comes later', (await later.subscribe())['startedOver'], true)
  returning.record()
  await returning.peer.isServed()
  await visit.isWell(witness)
  checkSame('startOver', startOvers(witness), [{ action: 'startOver', epoch }])
  check(startOvers(later).length === 0, 'no startOver for one who comes later', startOvers(later))
}

export const startOverTests: ConformanceTest[] = [
  {
    section: '§5',
    name: 'startOver is sent once, when all who are expected have recorded or reconnected as started',
    run: startsOver,
  },
]
