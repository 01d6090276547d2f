// Sends a hundred thousand malformed packets (§9) to a master and to a server's RPC port; checks memory and timers.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEFAULTS } from '../../core/index.ts'
import { callerSessions, runCallerSession } from '../support/malformed-calls.ts'
import { attacks, runAttack, type Campaign } from '../support/fuzz-campaign.ts'
import { FuzzTarget, type Measure } from '../support/fuzz-target.ts'
import { WellbehavedServers } from '../support/wellbehaved-servers.ts'
import { until } from '../support/until.ts'

const token = 'the secret of this test'
const PACKETS = 100_000
const ATTACKS_PER_BATCH = 50
const MAX_HEAP_GROWTH_BYTES = 5 * 1024 * 1024

async function attack(campaign: Campaign, rpcPort: number): Promise<void> {
  const caller = { ...campaign.target, port: rpcPort }
  const both = fc.tuple(attacks(150), callerSessions)
  const property = fc.asyncProperty(both, async ([one, session]) => {
    const text = `attack ${campaign.attacks}`
    const [, count, answers] = await Promise.all([
      runAttack(campaign, one),
      runCallerSession(caller, session),
      campaign.wellbehaved.call(text),
    ])
    campaign.sent += count
    expect(answers).toEqual([text, text, text])
  })
  await fc.assert(property, { numRuns: ATTACKS_PER_BATCH })
}

it(`§9 ${PACKETS} malformed packets leave no timer, socket or memory behind`, async () => {
  await using target = await FuzzTarget.start(token)
  const { port, rpcPort } = target
  await using wellbehaved = await WellbehavedServers.start({ host: '127.0.0.1', port }, token, ['callee-1'])
  const campaign: Campaign = {
    target: { port, token, maxBytes: DEFAULTS.maxBytes },
    wellbehaved,
    sent: 0,
    attacks: 0,
  }
  const settled = (than: Measure | undefined): Promise<Measure> =>
    until('nobody waits and no connection is left', async () => {
      const now = await target.measure()
      return !than || (now.timers <= than.timers && now.sockets <= than.sockets) ? now : undefined
    })
  const idle = await settled(undefined)
  await attack(campaign, rpcPort)
  const before = await settled(idle)
  while (campaign.sent < PACKETS) await attack(campaign, rpcPort)
  await wellbehaved.churn()
  const after = await settled(before)
  expect(target.crash).toBeUndefined()
  expect(after).toMatchObject({ epoch: before.epoch, polluted: [], warnings: [] })
  expect(after.heapUsed - before.heapUsed).toBeLessThan(MAX_HEAP_GROWTH_BYTES)
  expect(wellbehaved.disturbances).toEqual([])
})
