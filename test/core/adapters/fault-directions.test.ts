// Faults of one direction on the connections and the bus of a foreign program.
import { afterEach, expect, test, vi } from 'vitest'
import type { AdapterPacket } from '../../../core/adapters/adapter.ts'
import type { Channel } from '../../../core/adapters/channel.ts'
import { RecordedBus } from '../../../core/adapters/recorded-bus.ts'
import { MemberRecorder } from '../../../core/adapters/recorder.ts'
import { RecordedLink } from '../../../core/adapters/tapped-link.ts'
import type { TapRecord } from '../../../core/protocol/record.ts'
import { Faults } from '../../../core/transport/faults.ts'

const DIRECTIONS = ['sending', 'receiving'] as const
const packet: AdapterPacket = { event: 'rpc', name: 'rpc', phase: 'rpc', bytes: 2, json: '{}' }

afterEach(() => void vi.useRealTimers())

/** Ways to send and receive one packet: each calls the function when the packet passes. */
function start() {
  const records: TapRecord[] = []
  const channel = { add: (text: string) => records.push(JSON.parse(text) as TapRecord) }
  const recorder = new MemberRecorder('chat-1', channel as unknown as Channel, () => 0, 'full')
  const faults = new Faults()
  const link = (end: 'dialler' | 'listener') => {
    const made = new RecordedLink('rpc', end, 'gate-1', recorder, faults)
    made.opened(`${end}-1`)
    return {
      sending: (passed: () => void) => made.send(packet, passed),
      receiving: (passed: () => void) => made.receive(packet, passed),
    }
  }
  const bus = new RecordedBus(recorder, faults)
  const onBus = { ...packet, kind: 'rpc', topic: 'REQ', key: '1' } as const
  const ways = {
    dialler: link('dialler'),
    listener: link('listener'),
    bus: {
      sending: (passed: () => void) => bus.publish(onBus, passed),
      receiving: (passed: () => void) => bus.receive(onBus, passed),
    },
  }
  return { faults, ways, records }
}

test.each(DIRECTIONS)('a drop loses and records what a member is %s', (direction) => {
  const { faults, ways, records } = start()
  faults.set('rpc', { kind: 'drop', rate: 1, direction })
  for (const way of Object.values(ways)) {
    for (const one of DIRECTIONS) {
      const passed = vi.fn<() => void>()
      way[one](passed)
      expect(passed).toHaveBeenCalledTimes(one === direction ? 0 : 1)
    }
  }
  const dropped = records.filter(
    (record) => record.t === 'dropped' || ('dropped' in record && record.dropped),
  )
  expect(dropped).toHaveLength(3)
})

test.each(DIRECTIONS)('a delay is of what a member is %s', (direction) => {
  vi.useFakeTimers()
  const { faults, ways } = start()
  faults.set('rpc', { kind: 'delay', ms: 50, direction })
  for (const way of Object.values(ways)) {
    const passed: string[] = []
    for (const one of DIRECTIONS) way[one](() => passed.push(one))
    expect(passed).toEqual(DIRECTIONS.filter((one) => one !== direction))
    vi.advanceTimersByTime(60)
    expect(passed.toSorted()).toEqual(DIRECTIONS.toSorted())
  }
})
