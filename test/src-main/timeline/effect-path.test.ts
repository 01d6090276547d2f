// The path of an event: its effects and theirs, in any order of arrival.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EffectPath, EventColumns, timeOf, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'

const traffic = [...syntheticTraffic(3_000, 5).events]
const roots = traffic.filter(
  (event): event is TimelineEvent & { id: string } => event.t === 'state' || event.t === 'step',
)

/** The same by looking through all events until nothing is added. */
function effectsOf(root: string): Set<string> {
  const found = new Set([root])
  for (let before = 0; before < found.size;) {
    before = found.size
    for (const event of traffic) {
      if (!('id' in event)) continue
      const causes = 'causes' in event ? (event.causes ?? []) : []
      const answered =
        event.t === 'packet' ? [event.answers, ...(event.calls ?? []).map((call) => call.answers)] : []
      if ([...causes, ...answered].some((id) => id !== undefined && found.has(id))) found.add(event.id)
    }
  }
  return found
}

it('has all effects within reach, however late their rows come', () => {
  fc.assert(
    fc.property(fc.constantFrom(...roots), fc.integer({ min: 1, max: 2_000 }), (root, step) => {
      const columns = new EventColumns()
      const isLate = (event: TimelineEvent): boolean => event.seq % 7 === 0 && event !== root
      for (const event of traffic) if (!isLate(event)) columns.add(event)
      const path = new EffectPath(columns, root)
      path.update()
      for (const [index, event] of traffic.filter(isLate).entries()) {
        columns.add(event)
        if (index % step === 0) path.update()
      }
      path.update()
      const expected = effectsOf(root.id)
      if (expected.size < 2_000) expect(new Set(path.ids)).toEqual(expected)
      expect(
        path.rows.map((row) => columns.atRow(row)).map((event) => ('id' in event ? event.id : '')),
      ).toEqual([...path.ids])
      expect(path.update()).toBe(false)
      expect(path.end).toBeGreaterThanOrEqual(timeOf(root))
      path.close()
    }),
    { numRuns: 15 },
  )
})
