// The layout of the server list: beside the lanes, and at the heights of its texts.
import { expect, test } from 'vitest'
import { LaneIndex } from '../../../src-renderer/flow/lanes.ts'
import { layoutLanes } from '../../../src-renderer/flow/layout.ts'
import { layoutList, listHeight } from '../../../src-renderer/flow/list-layout.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 12 })
const index = new LaneIndex()
index.addPlanned(header)
for (const event of events) index.apply(event)
const lanes = index.all()

test('rows follow each other without gap or overlap, and end where the lanes end', () => {
  const layout = layoutLanes(lanes, 700)
  for (const items of [layoutList(layout), layoutList(layout, ({ id }) => 20 + id.length)]) {
    let bottom = 0
    for (const { top, height } of items) {
      expect(top).toBe(bottom)
      bottom = top + height
    }
    expect(listHeight(items)).toBe(bottom)
  }
  expect(listHeight(layoutList(layout))).toBe(layout.height)
})

test('beside the timeline each server is at the height of its lane', () => {
  const layout = layoutLanes(lanes, 700)
  const rows = layoutList(layout).filter((item) => item.kind === 'server')
  expect(rows.map(({ lane, top, height }) => [lane.id, top, height])).toEqual(
    layout.rows.map(({ lane, top, height }) => [lane?.id, top, height]),
  )
})

test('a folded type has a heading and no servers', () => {
  const layout = layoutLanes(lanes, 700, [], new Set(['chat']))
  const items = layoutList(layout)
  expect(items.some((item) => item.kind === 'type' && item.serverType === 'chat' && item.folded)).toBe(true)
  expect(items.some((item) => item.kind === 'server' && item.lane.serverType === 'chat')).toBe(false)
})
