// Repeated attacks on one master with well-behaved servers in its cluster, for both tiers of tests.
import fc from 'fast-check'
import { once } from 'node:events'
import { MALFORMED_HANDSHAKES, openRawConnection } from './malformed-handshakes.ts'
import { refusedRegistrations } from './malformed-registrations.ts'
import {
  runRegisteredSession,
  runStrangerSession,
  registeredSessions,
  STRANGER,
  strangerSessions,
  type RegisteredSession,
  type StrangerSession,
  type Target,
} from './malformed-sessions.ts'
import type { WellbehavedServers } from './wellbehaved-servers.ts'

/** Sessions that run at the same time. */
export interface Attack {
  registered: RegisteredSession[]
  strangers: StrangerSession[]
  openings: string[]
}

export interface Campaign {
  target: Target
  wellbehaved: WellbehavedServers
  /** Number of packets and incomplete requests sent. */
  sent: number
  attacks: number
}

export function attacks(events: number): fc.Arbitrary<Attack> {
  const refused = refusedRegistrations({ id: STRANGER }, 'wellbehaved-1')
  return fc.record({
    registered: fc.array(registeredSessions(1, events), { minLength: 1, maxLength: 2, size: 'max' }),
    strangers: fc.array(strangerSessions(refused), { maxLength: 8, size: 'max' }),
    openings: fc.array(fc.constantFrom(...Object.keys(MALFORMED_HANDSHAKES)), { maxLength: 3 }),
  })
}

/**
 * Runs one attack.
 * @throws if it changed the cluster
 */
export async function runAttack(campaign: Campaign, attack: Attack): Promise<void> {
  const { target, wellbehaved } = campaign
  wellbehaved.announced.clear()
  const number = ++campaign.attacks
  const counts = await Promise.all([
    ...attack.registered.map((session, index) =>
      runRegisteredSession(target, `malformed-${number}-${index}`, session),
    ),
    ...attack.strangers.map((session) => runStrangerSession(target, session)),
    ...attack.openings.map((name) => playOpening(target.port, name)),
  ])
  campaign.sent += counts.reduce((sum, count) => sum + count, 0)
  await wellbehaved.waitForViews([])
  if (number % 10 === 0) await wellbehaved.churn()
  if (wellbehaved.disturbances.length > 0) throw new Error(wellbehaved.disturbances.join('\n'))
  const strangers = [...wellbehaved.announced].filter((id) => id.startsWith('stranger'))
  if (strangers.length > 0) throw new Error(`told of ${strangers.join(', ')}`)
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Error('Object.prototype is polluted')
}

async function playOpening(port: number, name: string): Promise<number> {
  const socket = openRawConnection(port, MALFORMED_HANDSHAKES[name] ?? '')
  await once(socket, 'connect')
  socket.destroySoon()
  return 1
}
