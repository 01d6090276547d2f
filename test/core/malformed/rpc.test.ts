// Malformed input to a server's RPC port (§8, §9): it stays up, answers each call once, and serves other callers.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEFAULTS, startMaster } from '../../../core/index.ts'
import { callerSessions, runCallerSession } from '../../support/malformed-calls.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'

const token = 'the secret of this test'
const SESSIONS = 60

it('§8 valid calls are answered while others send malformed ones', { timeout: 60_000 }, async () => {
  await using master = await startMaster({ token })
  await using wellbehaved = await WellbehavedServers.start(master.address ?? { host: '', port: 0 }, token)
  const target = { port: wellbehaved.servers[1]?.info.port ?? 0, token, maxBytes: DEFAULTS.maxBytes }
  let sent = 0
  let round = 0
  await fc.assert(
    fc.asyncProperty(callerSessions, async (session) => {
      const text = `round ${++round}`
      const [count, answers] = await Promise.all([runCallerSession(target, session), wellbehaved.call(text)])
      sent += count
      expect(answers).toEqual([text, text, text])
    }),
    { numRuns: SESSIONS, seed: 8, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true },
  )
  expect(sent).toBeGreaterThan(1_000)
  await wellbehaved.waitForViews([])
  expect(wellbehaved.disturbances).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
