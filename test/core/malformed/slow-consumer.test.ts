// A registered peer that sends requests and reads nothing (§2) is closed before it fills the master's memory.
import { expect, it } from 'vitest'
import { startMaster } from '../../../core/index.ts'
import type { LinkRecord, TapRecord } from '../../../core/protocol/record.ts'
import { Tap } from '../../../core/tap/tap.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { WellbehavedServers } from '../../support/wellbehaved-servers.ts'
import { until } from '../../support/until.ts'

const token = 'the secret of this test'
const parameters = { maxUnsentBytes: 1024 ** 2, heartbeatTimeoutMs: 60_000 }

it('§2 a peer that sends requests and reads nothing is closed, and the record has the reason', async () => {
  const records: TapRecord[] = []
  const tap = new Tap({ process: 'm', now: () => 0, sink: (record) => records.push(record), rpc: 'off' })
  const master = await startMaster({ token, parameters, tap })
  const port = master.address!.port
  await using wellbehaved = await WellbehavedServers.start({ host: '127.0.0.1', port }, token)
  const peer = await RawPeer.authenticated(port, { id: 'f-1', token })
  const info = { id: 'f-1', serverType: 'f', host: '127.0.0.1', blob: 'x'.repeat(30_000) }
  const own = { type: 'monitor', id: 'f-1', serverType: 'f', pid: 1, instance: 'i', info }
  peer.emit('register', JSON.stringify(own))
  await peer.waitFor('it is registered', () => peer.acks.length > 0)

  peer.web.socket.pause()
  const closed = (): LinkRecord | undefined =>
    records.find(
      (record): record is LinkRecord =>
        record.t === 'link' && record.event === 'closed' && record.reason!.includes('does not read'),
    )
  let reqId = 0
  const ask = (): void => {
    const body = { action: 'subscribe', id: 'f-1' }
    for (let n = 0; n < 20; n++)
      peer.emit('monitor', JSON.stringify({ reqId: ++reqId, moduleId: '__watchdog__', body }))
  }
  const { reason } = await until('it is closed', () => closed() ?? (ask(), undefined))
  expect(reason).toMatch(/the peer does not read: \d+ bytes wait, the limit is 1048576/)
  const waited = Number(/(\d+) bytes/.exec(reason!)?.[1])
  expect(waited, 'bytes that waited at most').toBeLessThan(parameters.maxUnsentBytes * 2)
  await wellbehaved.churn()
  expect(wellbehaved.disturbances).toEqual([])
  peer.destroy()
  await master.stop()
})
