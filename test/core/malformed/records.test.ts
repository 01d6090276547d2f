// Valid registrations with extreme records (§4.1, §5): other servers are still notified.
import { expect, it } from 'vitest'
import { startMaster } from '../../../core/index.ts'
import { textOf } from '../../support/malformed-json.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { registration } from '../../support/malformed-registrations.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'

const token = 'the secret of this test'

async function cluster(): Promise<{
  port: number
  wellbehaved: WellbehavedServers
  stop: () => Promise<void>
}> {
  const master = await startMaster({ token })
  const port = master.address?.port ?? 0
  const wellbehaved = await WellbehavedServers.start({ host: '127.0.0.1', port }, token)
  const stop = async (): Promise<void> => {
    await wellbehaved[Symbol.asyncDispose]()
    await master.stop()
  }
  return { port, wellbehaved, stop }
}

async function join(port: number, id: string, own: [string, string][]): Promise<RawPeer> {
  const peer = await RawPeer.authenticated(port, { id, token })
  await register(peer, id, own)
  return peer
}

async function register(peer: RawPeer, id: string, own: [string, string][]): Promise<void> {
  peer.emit('register', registration({ id }, own))
  await peer.waitFor('it is answered', () => peer.acks.length > 0 || !peer.open)
}

it.each([24, 27, 28, 29, 30, 31])(
  '§4.1 a record with %i levels is refused, or all see it',
  async (levels) => {
    const { port, wellbehaved, stop } = await cluster()
    const own = textOf({ nested: 'object', levels })
    const peer = await join(port, 'deep-1', [['own', own]])
    const accepted = peer.acks[0]?.code === 1
    if (!accepted) expect(peer.acks[0]?.reason).toBe('BAD_REQUEST')
    await wellbehaved.waitForViews(accepted ? ['deep-1'] : [])
    peer.destroy()
    await wellbehaved.churn()
    expect(wellbehaved.disturbances).toEqual([])
    await stop()
  },
)

it.each([0, 1, 60, 100])(
  '§4.1 a record %i bytes under the limit is refused, or all see it',
  async (under) => {
    const { port, wellbehaved, stop } = await cluster()
    const record = { own: '', id: 'wide-1', serverType: 'malformed', host: '127.0.0.1' }
    const room = 64 * 1024 - under - JSON.stringify(record).length
    const peer = await join(port, 'wide-1', [['own', JSON.stringify('x'.repeat(room))]])
    const accepted = peer.acks[0]?.code === 1
    await wellbehaved.waitForViews(accepted ? ['wide-1'] : [])
    peer.destroy()
    await wellbehaved.churn()
    expect(wellbehaved.disturbances).toEqual([])
    await stop()
  },
)

it('§4.1 a record of more than 64 KiB is refused, also when it has fewer characters', async () => {
  const { port, stop } = await cluster()
  const peer = await join(port, 'wide-1', [['own', JSON.stringify('\u{20ac}'.repeat(30_000))]])
  expect(peer.acks).toMatchObject([{ code: -1, reason: 'BAD_REQUEST' }])
  await stop()
})

it('§5 a list longer than the limit of a listener reaches every server', async () => {
  const { port, wellbehaved, stop } = await cluster()
  const own: [string, string][] = [['own', JSON.stringify('x'.repeat(60_000))]]
  const ids = Array.from({ length: 40 }, (_, index) => `wide-${index}`)
  const peers = await Promise.all(ids.map((id) => RawPeer.authenticated(port, { id, token })))
  await Promise.all(peers.map((peer, index) => register(peer, ids[index] ?? '', own)))
  expect(peers.map((peer) => peer.acks[0]?.code)).toEqual(ids.map(() => 1))
  await wellbehaved.churn(ids)
  peers.forEach((peer) => peer.destroy())
  await wellbehaved.churn()
  expect(wellbehaved.disturbances).toEqual([])
  await stop()
})

it('§2 a packet at the size limit is accepted, and a larger one closes only its own connection', async () => {
  const { port, wellbehaved, stop } = await cluster()
  const peer = await join(port, 'large-1', [])
  const limit = 1024 * 1024
  const packet = (bytes: number): string => {
    const [head, tail] = ['42["monitor",{"reqId":1,"moduleId":"none","body":"', '"}]']
    return `${head}${'x'.repeat(bytes - head.length - tail.length)}${tail}`
  }
  peer.web.send(packet(limit))
  await peer.waitFor('it is answered', () => peer.responseCounts.size === 1 || !peer.open)
  expect(peer.open).toBe(true)
  peer.web.send(packet(limit + 1))
  await peer.waitFor('it is closed', () => !peer.open)
  await wellbehaved.churn()
  expect(wellbehaved.disturbances).toEqual([])
  await stop()
})
