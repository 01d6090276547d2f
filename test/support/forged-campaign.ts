// Attack upon attack on one master, with honest servers in its cluster: the property that both tiers of tests check.
import fc from 'fast-check'
import { once } from 'node:events'
import { OPENINGS, openRaw } from './forged-openings.ts'
import { refusedRegisters } from './forged-registers.ts'
import {
  playRegistered,
  playStranger,
  registeredSessions,
  strangerSessions,
  type RegisteredSession,
  type StrangerSession,
  type Target,
} from './forged-session.ts'
import type { HonestServers } from './honest-servers.ts'

/** What goes on at the same time. */
export interface Attack {
  registered: RegisteredSession[]
  strangers: StrangerSession[]
  openings: string[]
}

export interface Campaign {
  target: Target
  honest: HonestServers
  /** How many packets and half requests were sent. */
  sent: number
  attacks: number
}

export function attacks(token: string, events: number): fc.Arbitrary<Attack> {
  const refused = refusedRegisters({ id: 'stranger-1', token }, 'honest-1')
  return fc.record({
    registered: fc.array(registeredSessions(1, events), { minLength: 1, maxLength: 2, size: 'max' }),
    strangers: fc.array(strangerSessions(refused), { maxLength: 8, size: 'max' }),
    openings: fc.array(fc.constantFrom(...Object.keys(OPENINGS)), { maxLength: 3 }),
  })
}

/** Plays one attack, and fails unless the cluster is as it was. */
export async function play(campaign: Campaign, attack: Attack): Promise<void> {
  const { target, honest } = campaign
  honest.told.clear()
  const number = ++campaign.attacks
  const counts = await Promise.all([
    ...attack.registered.map((session, index) =>
      playRegistered(target, `forged-${number}-${index}`, session),
    ),
    ...attack.strangers.map((session, index) => playStranger(target, `stranger-${number}-${index}`, session)),
    ...attack.openings.map((name) => playOpening(target.port, name)),
  ])
  campaign.sent += counts.reduce((sum, count) => sum + count, 0)
  await honest.seeOnly([])
  if (number % 10 === 0) await honest.churn()
  if (honest.disturbances.length > 0) throw new Error(honest.disturbances.join('\n'))
  const strangers = [...honest.told].filter((id) => id.startsWith('stranger'))
  if (strangers.length > 0) throw new Error(`told of ${strangers.join(', ')}`)
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Error('Object.prototype is polluted')
}

async function playOpening(port: number, name: string): Promise<number> {
  const socket = openRaw(port, OPENINGS[name] ?? '')
  await once(socket, 'connect')
  socket.destroySoon()
  return 1
}
