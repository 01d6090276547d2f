// Malformed input to a real master on a real socket (§9): it stays up, refuses strangers, and disturbs no other server.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEFAULTS, startMaster } from '../../../core/index.ts'
import { attacks, runAttack, type Campaign } from '../../support/fuzz-campaign.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'

const token = 'the secret of this test'
const ATTACKS = 60

it('§9 a master and its well-behaved servers survive malformed packets', { timeout: 60_000 }, async () => {
  await using master = await startMaster({ token })
  const address = master.address ?? { host: '', port: 0 }
  await using wellbehaved = await WellbehavedServers.start(address, token)
  const target = { port: address.port, token, maxBytes: DEFAULTS.maxBytes }
  const campaign: Campaign = { target, wellbehaved, sent: 0, attacks: 0 }
  await fc.assert(
    fc.asyncProperty(attacks(50), (attack) => runAttack(campaign, attack)),
    // Looking for a smaller counterexample may take long where something is waited for in vain.
    { numRuns: ATTACKS, seed: 3, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true },
  )
  await wellbehaved.churn()
  expect(wellbehaved.disturbances).toEqual([])
  expect(campaign.sent).toBeGreaterThan(2_000)
  expect(new Set(await wellbehaved.call('still here'))).toEqual(new Set(['still here']))
})
