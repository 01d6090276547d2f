// Records for a parent that reads slowly or not at all.
import { expect, it } from 'vitest'
import type { PacketRecord, TapRecord } from '../../../core/protocol/record.ts'
import { IpcSink } from '../../../core/tap/ipc-sink.ts'
import { until } from '../../support/until.ts'

const BODY = 'x'.repeat(1_000)

function packet(n: number): PacketRecord {
  const where = { link: 'rpc', conn: 'c', direction: 'up', event: 'rpc' } as const
  return { t: 'sent', at: n, n, ...where, bytes: BODY.length, body: [BODY] }
}

/** A parent that reads only when `read` is called. */
function slowParent() {
  const records: TapRecord[] = []
  const unread: (() => void)[] = []
  const sink = new IpcSink((batch, sent) => {
    records.push(...batch)
    unread.push(sent)
  })
  const read = (): void => unread.splice(0).forEach((sent) => sent())
  return { sink, records, unread, read }
}

it('the buffer is bounded, keeps room for other than RPC records, and lost records are counted', async () => {
  const { sink, records, unread, read } = slowParent()
  const count = 20_000
  for (let n = 1; n <= count; n++) sink.add(packet(n))
  const state: TapRecord = { t: 'state', id: 's', at: 0, from: null, to: 'started' }
  sink.add(state)
  await until('the parent was given something', () => unread.length > 0)
  expect(records.length, 'records on their way at once').toBeLessThan(2_000)
  const flushed = sink.flush()
  await until('all was read', () => (read(), records.includes(state)))
  await until('and flushed', () => (read(), flushed.then(() => true)))

  const packets = records.filter((record) => record.t === 'sent')
  expect(packets).toEqual(packets.map((_, n) => packet(n + 1)))
  expect(packets.length * BODY.length).toBeLessThan(8 * 1024 ** 2)
  const gaps = records.filter((record) => record.t === 'gap')
  expect(gaps).toEqual([{ t: 'gap', at: packets.length + 1, lost: count - packets.length }])
})

it('a flush resolves when every record was sent', async () => {
  const { sink, records, read } = slowParent()
  await sink.flush()
  sink.add(packet(1))
  let done = false
  const flushed = sink.flush().then(() => (done = true))
  expect(records).toHaveLength(1)
  await Promise.resolve()
  expect(done).toBe(false)
  read()
  await flushed
})
