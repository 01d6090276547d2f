// §5: many changes at once, and subscriptions during them.
import type { ConformanceTest } from '../suite.ts'
import type { Member } from '../member.ts'
import { check, checkSame } from '../verdict.ts'
import type { Visit } from '../visit.ts'

const MANY = 40

const test = (name: string, run: (visit: Visit) => Promise<void>): ConformanceTest => ({
  section: '§5',
  name,
  run,
})

/** Connected first, then registered in one turn: the master gets them as close together as can be. */
async function together(visit: Visit, join: (member: Member) => Promise<unknown>): Promise<Member[]> {
  const members: Member[] = []
  for (let n = 0; n < MANY; n++) members.push(await visit.stranger())
  await Promise.all(members.map(join))
  return members
}

async function learnAll(witness: Member, members: Member[]): Promise<void> {
  for (const { id, request } of members) if (id !== witness.id) await witness.learns(request)
}

export const windowTests: ConformanceTest[] = [
  test(`${MANY} servers that join at once are announced in batches, each once`, async (visit) => {
    const witness = await visit.subscribed()
    const members = await together(visit, (member) => member.register())
    await learnAll(witness, members)
    witness.isSound()
    const { notices } = witness.follower
    check(
      notices.length <= MANY / 2,
      `at most ${MANY / 2} packets for ${MANY} servers`,
      `${notices.length} packets`,
    )
    const alone = notices.filter(({ action, changes }) => action === 'update' && changes.length < 2)
    checkSame('updates with fewer than two changes', alone, [])
  }),
  test(`${MANY} servers that leave at once are announced in batches, each once`, async (visit) => {
    const witness = await visit.subscribed()
    const members = await together(visit, (member) => member.register())
    await learnAll(witness, members)
    const before = witness.follower.notices.length
    for (const { peer } of members) peer.close()
    for (const { id } of members) await witness.unlearns(id)
    witness.isSound()
    const packets = witness.follower.notices.length - before
    check(packets <= MANY / 2, `at most ${MANY / 2} packets for ${MANY} servers`, `${packets} packets`)
  }),
  test(`${MANY} servers that register and subscribe at once are announced to each other exactly once`, async (visit) => {
    const members = await together(visit, async (member) => {
      await member.register()
      await member.subscribe()
    })
    for (const member of members) await learnAll(member, members)
    const last = await visit.subscribed()
    for (const member of members) await member.learns(last.request)
    for (const member of members) {
      member.isSound()
      checkSame(`revision of ${member.id}`, member.follower.revision, last.follower.revision)
      checkSame(`list of ${member.id}`, idsOf(member), idsOf(last))
    }
  }),
  test('lists are complete while servers join and leave', async (visit) => {
    const churning = await together(visit, (member) => member.register())
    const asking: Member[] = []
    for (const [n, { peer }] of churning.entries()) {
      if (n % 2 === 0) peer.close()
      if (n % 4 === 1) asking.push(await visit.subscribed())
    }
    const last = await visit.subscribed()
    for (const member of asking) {
      await member.learns(last.request)
      for (const [n, { id }] of churning.entries()) if (n % 2 === 0) await member.unlearns(id)
      for (const { id } of churning.filter((_, n) => n % 2 === 0)) await last.unlearns(id)
      member.isSound()
      checkSame(`list of ${member.id}`, idsOf(member), idsOf(last))
    }
  }),
]

function idsOf({ follower }: Member): string[] {
  return [...follower.servers.keys()].sort()
}
