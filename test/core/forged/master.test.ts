// Forged input to a real master on a real socket (§9): it stays up, tells strangers no, and disturbs nobody honest.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEFAULTS, startMaster } from '../../../core/index.ts'
import { attacks, play, type Campaign } from '../../support/forged-campaign.ts'
import { HonestServers } from '../../support/honest-servers.ts'

const token = 'the secret of this test'
const ATTACKS = 60

it('§9 a master and its honest servers outlive forged packets', { timeout: 60_000 }, async () => {
  await using master = await startMaster({ token })
  const address = master.address ?? { host: '', port: 0 }
  await using honest = await HonestServers.start(address, token)
  const target = { port: address.port, token, maxBytes: DEFAULTS.maxBytes }
  const campaign: Campaign = { target, honest, sent: 0, attacks: 0 }
  await fc.assert(
    fc.asyncProperty(attacks(token, 50), (attack) => play(campaign, attack)),
    // Looking for a smaller counterexample may take long where something is waited for in vain.
    { numRuns: ATTACKS, seed: 3, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true },
  )
  await honest.churn()
  expect(honest.disturbances).toEqual([])
  expect(campaign.sent).toBeGreaterThan(2_000)
  expect(new Set(await honest.call('still here'))).toEqual(new Set(['still here']))
})
