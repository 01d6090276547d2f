// When two runs are the same: whatever is random in every run, and whatever is only slower, makes no difference.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  diffAsMarkdown,
  diffAsText,
  diffTimelines,
  encodeLine,
  type Timeline,
  type TimelineEvent,
} from '../../../../src-main/timeline/index.ts'
import { parseTimeline } from '../../../support/parse-timeline.ts'
import {
  syntheticHeader,
  syntheticTimeline,
  type SyntheticOptions,
} from '../../../support/synthetic-timeline.ts'

const options = fc.record({
  servers: fc.integer({ min: 1, max: 9 }),
  crash: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
})

describe('the same', () => {
  test('a run and itself: nothing differs, no number is apart', () => {
    fc.assert(
      fc.property(options, (made) => {
        const run = syntheticTimeline(made)
        const diff = diffTimelines(run, run)
        expect(diff).toMatchObject({ same: true, differences: [], changes: [], notes: [], order: [] })
        expect(diff.milestones.every(({ change }) => !change.by)).toBe(true)
      }),
      { numRuns: 10 },
    )
  })

  test('two runs of one plan, however their packets and registrations interleave', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 1_000_000 }), (made, seed) => {
        expect(
          diffTimelines(syntheticTimeline(made), syntheticTimeline({ ...made, seed })).differences,
        ).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  test('connections, instances, epochs, process ids and ports are others in each run', () => {
    for (const crash of [false, true]) {
      const run = syntheticTimeline({ servers: 5, crash })
      const other = withOtherNames(run)
      expect(JSON.stringify(other)).not.toContain(connOf(run.events))
      const diff = diffTimelines(run, other)
      expect(diff.differences).toEqual([])
      expect(diff.events.list).toEqual([])
    }
  })

  test('slower is no difference, and is said', () => {
    const run = syntheticTimeline()
    const diff = diffTimelines(run, slower(run, 3))
    expect(diff).toMatchObject({ same: true, differences: [] })
    expect(diff.changes[0]).toMatch(/^converged \+\d+\.\d ms \(\+200 %\)$/)
    expect(diff.changes.join()).toContain('start of chat-1 +')
    expect(diffTimelines(run, slower(run, 1.1)).changes).toEqual([])
  })
})

describe('odd timelines', () => {
  const run = syntheticTimeline({ crash: true })
  const header = syntheticHeader()
  const odd: Record<string, Timeline> = {
    'only a header': { header, events: [], footer: null },
    'a header and a footer': { header, events: [], footer: run.footer },
    'no footer': { ...run, footer: null },
    'no processes': { ...run, events: run.events.filter(({ t }) => t !== 'process') },
    'packets only': { ...run, events: run.events.filter(({ t }) => t === 'packet') },
    'no packets': { ...run, events: run.events.filter(({ t }) => t !== 'packet') },
    'no plan to speak of': { ...run, header: { ...header, plan: { ...header.plan, servers: [] } } },
    backwards: { ...run, events: run.events.toReversed() },
    'every third event': { ...run, events: run.events.filter((_, index) => index % 3 === 0) },
  }

  test.each(Object.keys(odd))('%s: compared with itself and with a whole run, both ways', (name) => {
    const timeline = odd[name]!
    expect(diffTimelines(timeline, timeline)).toMatchObject({ same: true })
    for (const diff of [diffTimelines(run, timeline), diffTimelines(timeline, run)]) {
      expect(diffAsText(diff)).toMatch(/^(The same|Different): /)
      expect(diffAsMarkdown(diff)).toMatch(/^## (The same|Different): /)
      expect(JSON.parse(JSON.stringify(diff))).toEqual(diff)
    }
  })
})

test('a comparison the other way round is the mirror of it', () => {
  const pairs: [SyntheticOptions, SyntheticOptions][] = [
    [{}, { crash: true }],
    [{ servers: 3 }, { servers: 6, seed: 5 }],
  ]
  for (const [one, other] of pairs) {
    const [a, b] = [syntheticTimeline(one), syntheticTimeline(other)]
    const [there, back] = [diffTimelines(a, b), diffTimelines(b, a)]
    for (const part of ['plan', 'servers', 'starts', 'milestones', 'requests', 'phases'] as const) {
      expect(sorted(mirrored(back[part]))).toEqual(sorted(there[part]))
    }
    expect(sorted(mirrored(back.packets))).toEqual(sorted(there.packets))
    expect(sorted(mirrored(back.events.list))).toEqual(sorted(there.events.list))
    expect(mirrored(back.runs)).toEqual(there.runs)
    expect([back.same, back.differences.length]).toEqual([there.same, there.differences.length])
  }
})

function connOf(events: TimelineEvent[]): string {
  return events.flatMap((event) => (event.t === 'packet' ? [event.conn] : []))[0] ?? ''
}

/** All that is random renamed: consistently, in bodies and ids too. */
function withOtherNames(run: Timeline): Timeline {
  const names = new Map<string, string>()
  const rename = (name: string): void => void names.set(name, names.get(name) ?? `other${names.size}`)
  for (const event of run.events) {
    if ('conn' in event) rename(event.conn)
    if ('instance' in event) rename(event.instance)
    if (event.t === 'view') rename(event.epoch)
  }
  const text = [run.header, ...run.events, ...(run.footer ? [run.footer] : [])].map(encodeLine).join('')
  const any = new RegExp(`(?<![\\w-])(${[...names.keys()].join('|')})(?![\\w-])`, 'g')
  const renamed = text.replace(any, (name) => names.get(name) ?? name)
  return parseTimeline(
    renamed
      .replaceAll(/"pid":\d+/g, '"pid":77')
      .replaceAll(/"run":"[^"]*"/g, '"run":"another"')
      .replaceAll(/("bytes":\d+.*)"port":60(\d\d)/g, '$1"port":41$2'),
  )
}

function slower(run: Timeline, factor: number): Timeline {
  const later = <T extends number | null>(at: T): T => (at === null ? at : ((at * factor) as T))
  const events = run.events.map((event) =>
    event.t === 'packet'
      ? { ...event, sent: later(event.sent), received: later(event.received) }
      : { ...event, at: later(event.at) },
  )
  const { footer } = run
  return {
    ...run,
    events,
    footer: footer && { ...footer, readyMs: later(footer.readyMs), convergedMs: later(footer.convergedMs) },
  }
}

/** A and B change places. */
function mirrored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mirrored)
  if (typeof value !== 'object' || value === null) return value
  const sides: Record<string, string> = { a: 'b', b: 'a' }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (key === 'in') return [key, sides[String(each)]]
      if (key === 'by') return [key, typeof each === 'number' && each !== 0 ? -each : each]
      return [sides[key] ?? key, mirrored(each)]
    }),
  )
}

function sorted(list: unknown): string[] {
  return (list as unknown[]).map((each) => JSON.stringify(inOneOrder(each))).sort()
}

function inOneOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, each]) => [key, inOneOrder(each)])
}
