// The exported capture, block by block. The long tests read it with tshark.
import { expect, test } from 'vitest'
import { timeOf } from '../../../../src-main/timeline/index.ts'
import { exportedBytes } from '../../../support/exported.ts'
import { readBlocks, readFields } from '../../../support/pcapng-reader.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 5, crash: true })
const sorted = timeline.events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
const packets = sorted.filter((event) => event.t === 'packet')
const file = await exportedBytes('pcapng', timeline)
const blocks = readBlocks(file)
const text = (bytes?: Uint8Array) => Buffer.from(bytes ?? []).toString('utf8')

const [section, control, rpc, names, ...frames] = blocks
const read = frames.map(({ body }) => {
  const length = body.getUint32(12, true)
  const tags = readFields(body, 20, false)
  const options = readFields(body, 20 + Math.ceil(length / 4) * 4, true)
  const tag = (wanted: number) => tags.fields.find(({ code }) => code === wanted)?.value
  return {
    link: body.getUint32(0, true),
    at: (BigInt(body.getUint32(4, true)) << 32n) + BigInt(body.getUint32(8, true)),
    from: tag(20)?.join('.'),
    to: tag(21)?.join('.'),
    body: text(new Uint8Array(body.buffer, body.byteOffset + tags.end, 20 + length - tags.end)),
    comment: text(options.fields.find(({ code }) => code === 1)?.value),
  }
})

test('a section, two interfaces, the names, then packets', () => {
  expect(blocks.slice(0, 5).map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, 4, 6])
  expect([control, rpc].map((block) => block?.body.getUint16(0, true))).toEqual([252, 252])
  const comment = readFields(section!.body, 16, true).fields.find(({ code }) => code === 1)
  expect(text(comment?.value)).toContain(timeline.header.run)
  expect(text(comment?.value)).toMatch(/^\d+ of \d+ events\. It holds packets only/)
  const records = readFields(names!.body, 0, true).fields.map(({ value }) => text(value.subarray(4)))
  expect(records.slice(0, 3)).toEqual(['master-1\0', 'connector-1\0', 'chat-1\0'])
})

test('every packet once, in its order and at its nanosecond, from lane to lane', () => {
  const start = BigInt(Date.parse(timeline.header.startedAt)) * 1_000_000n
  expect(read.map(({ at }) => Number(at - start))).toEqual(packets.map(timeOf))
  expect(read.map(({ comment }) => / id=(\S+)/.exec(comment)?.[1])).toEqual(packets.map(({ id }) => id))
  expect(read.map(({ link }) => ['control', 'rpc'][link])).toEqual(packets.map(({ link }) => link))
  const lanes = ['master-1', 'connector-1', 'chat-1', 'chat-2', 'timer-1', 'connector-2']
  const laneOf = (address?: string) => lanes[Number(address?.split('.').at(-1)) - 1]
  expect(read.map(({ from, to }) => [laneOf(from), laneOf(to)])).toEqual(
    packets.map(({ from, to }) => [from, to]),
  )
  expect(read.map(({ body }) => JSON.parse(body))).toEqual(packets.map(({ body }) => body ?? null))
})

test('the control: a file that was cut or changed is refused', () => {
  expect(() => readBlocks(file.subarray(0, file.length - 3))).toThrow('broken block')
  const changed = Buffer.from(file)
  changed[changed.length - 4]! ^= 4
  expect(() => readBlocks(changed)).toThrow('two lengths')
})
