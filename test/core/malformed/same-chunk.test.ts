// Packets in one chunk with the packet for which their connection is closed (§4.2, §9) are ignored.
import { expect, it } from 'vitest'
import { startMaster } from '../../../core/index.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { registration } from '../../support/malformed-registrations.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'

const token = 'the secret of this test'
const good = (id: string): string => registration({ id })
const wrong = '{}'

it.each([
  ['a refused registration', [['register', wrong]]],
  ['an unknown event', [['hello', '{}']]],
  [
    'a second registration',
    [
      ['register', good('ghost-1')],
      ['register', good('ghost-1')],
    ],
  ],
] as [string, [string, string][]][])('§4.2 nobody gets in behind %s', async (_, packets) => {
  await using master = await startMaster({ token })
  const address = master.address ?? { host: '', port: 0 }
  await using wellbehaved = await WellbehavedServers.start(address, token)
  const peer = await RawPeer.authenticated(address.port, { id: 'ghost-1', token })
  peer.web.sendInOneChunk(() => {
    for (const [event, text] of packets) peer.emit(event, text)
    peer.emit('register', good('ghost-2'))
  })
  await peer.waitFor('it is cut off', () => !peer.open)
  await wellbehaved.churn()
  expect(wellbehaved.announced).toContain('churn-1')
  expect(wellbehaved.announced).not.toContain('ghost-2')
  expect(wellbehaved.disturbances).toEqual([])
})
