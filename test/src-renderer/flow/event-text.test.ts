// The texts for events.
import { expect, test } from 'vitest'
import type { PacketEvent } from '../../../src-main/timeline/index.ts'
import { detailOf } from '../../../src-renderer/flow/event-text.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

test('a packet says which methods it calls, and when nobody saw it arrive', () => {
  const { events } = syntheticTimeline({ servers: 4 })
  const call = events.find((event): event is PacketEvent => event.t === 'packet' && event.name === 'rpc.call')
  const method = call?.calls?.[0]?.method ?? 'none'
  expect(call && detailOf(call)).toContain(method)
  expect(call && detailOf({ ...call, received: null })).toBe(`${method} · no receipt`)
})
