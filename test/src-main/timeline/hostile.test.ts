// A timeline that somebody changed is refused with a sentence or read: it never breaks what reads it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordedRunSummary } from '../../../src-main/contract/index.ts'
import {
  ClusterState,
  compileQuery,
  convergenceTimes,
  diffAsMarkdown,
  diffAsText,
  diffTimelines,
  encodeLine,
  findings,
  parseQuery,
  sortByTime,
  TimelineCollector,
  TimelineError,
  TimelineReader,
  type ParsedTimeline,
  type TimelineFormat,
} from '../../../src-main/timeline/index.ts'
import { EventStore } from '../../../src-renderer/flow/store.ts'
import { FilteredIndex } from '../../../src-renderer/flow/filtered-index.ts'
import { exportedBytes } from '../../support/exported.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const original = syntheticTimeline({ servers: 3, crash: true })
const LINES = [original.header, ...original.events, ...(original.footer ? [original.footer] : [])].map(
  (line) => JSON.parse(encodeLine(line)) as unknown,
)
const FORMATS: TimelineFormat[] = ['ndjson', 'chrome-trace', 'mermaid', 'pcapng', 'csv', 'svg']

/** Values that are allowed nowhere, somewhere, or by their type only. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    -1e300,
    2 ** 53,
    2 ** 64,
    '',
    'x',
    '\0',
    '__proto__',
    'constructor',
    'toString',
    'master-1',
    'chat-1',
    '\u001b]52;c;aGk=\u0007',
    '\ud800',
    '9'.repeat(400),
    'packet',
    'exited',
    'rpc',
    [],
    {},
    [[]],
    [{}],
    [null],
    ['chat-1', 'chat-1'],
    { id: 'chat-1' },
    { servers: [{}] },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(60, 2_000, 20_000).map((depth) => ({ DEEP: depth })),
)
const mutation = fc.record({
  line: fc.nat(),
  path: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  act: fc.constantFrom('set', 'set', 'set', 'remove', 'repeat', 'swap', 'drop', 'key'),
  value,
})
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never

function mutate(lines: unknown[], { line, path, act, value: with_ }: Mutation): void {
  // Half of all changes are in the first and the last lines, which are special.
  const at = line % 2 === 0 ? line % lines.length : [0, 1, lines.length - 1][line % 3]!
  if (act === 'repeat') return void lines.splice(at, 0, structuredClone(lines[at]))
  if (act === 'drop') return void lines.splice(at, 1)
  const other = (at + 7) % lines.length
  if (act === 'swap') return void ([lines[at], lines[other]] = [lines[other], lines[at]])
  let target = lines[at] as Record<string, unknown>
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(target ?? {})
    const key = keys[step % Math.max(1, keys.length)]
    if (key === undefined) return
    const inner = target[key]
    if (depth < path.length - 1 && typeof inner === 'object' && inner !== null) {
      target = inner as Record<string, unknown>
      continue
    }
    if (act === 'remove') delete target[key]
    else if (act === 'key')
      Object.defineProperty(target, '__proto__', {
        value: with_,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    else target[key] = with_
    return
  }
}

/** Replaces `{"DEEP":n}` by lists nested n deep, which fast-check cannot print. */
function withDepth(json: string): string {
  return json.replaceAll(/\{"DEEP":(\d+)\}/g, (_, n: string) => '['.repeat(Number(n)) + ']'.repeat(Number(n)))
}

function read(text: string): ParsedTimeline {
  const collector = new TimelineCollector()
  const reader = new TimelineReader(collector.add)
  reader.push(text)
  return collector.finish(reader.finish())
}

/** All that `grove check`, `diff`, `export` and the window do with a timeline. */
async function useEverywhere(timeline: ParsedTimeline): Promise<void> {
  findings(timeline.events)
  convergenceTimes(timeline.events)
  for (const diff of [diffTimelines(timeline, timeline), diffTimelines(original, timeline)]) {
    diffAsText(diff)
    diffAsMarkdown(diff)
  }
  for (const format of FORMATS) await exportedBytes(format, timeline)
  const end = new ClusterState()
  for (const event of sortByTime(timeline.events)) end.apply(event)
  const { header, footer, warnings } = timeline
  const summary = recordedRunSummary({
    run: 'r',
    file: null,
    name: header.plan.name,
    header,
    footer,
    end,
    warnings,
  })
  expect(summary.servers.every(({ id }) => typeof id === 'string')).toBe(true)
  const store = new EventStore()
  store.append(0, [header, ...timeline.events])
  const parsed = parseQuery('phase:rpc or dur>1ms or "chat" or /c.a/')
  if (!parsed.ok) throw new Error(parsed.error.message)
  new FilteredIndex(store.events).update(compileQuery(store.events, parsed.query))
  store.replay.at(store.events.length)
}

test('the original is used everywhere', async () => {
  await expect(useEverywhere({ ...original, warnings: [] })).resolves.toBeUndefined()
})

test('any changes', async () => {
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const lines = structuredClone(LINES)
      for (const each of mutations) mutate(lines, each)
      let timeline: ParsedTimeline
      try {
        timeline = read(lines.map((line) => `${withDepth(JSON.stringify(line))}\n`).join(''))
      } catch (error) {
        if (!(error instanceof TimelineError)) throw error
        expect(error.message).toMatch(/^[A-Z].*\.$/s)
        return
      }
      accepted += 1
      await useEverywhere(timeline)
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150) },
  )
  expect(accepted).toBeGreaterThan(20)
}, 60_000)

describe('a plan that names no servers', () => {
  test.each([[[{}]], [[null]], ['x'], [{}], [undefined]])('%j', (servers) => {
    const header = { ...original.header, plan: { ...original.header.plan, servers } }
    expect(() => read(`${JSON.stringify(header)}\n`)).toThrow(TimelineError)
  })
})

describe('one line', () => {
  const mark = (text: string) =>
    `${JSON.stringify(original.header)}\n{"t":"mark","seq":1,"at":1,"text":${text}}\n`

  test('nested too deep', () => {
    const deep = `"x","body":${'['.repeat(20_000)}${']'.repeat(20_000)}`
    expect(() => read(mark(deep))).toThrow('Line 2 of this timeline is nested more than 100 deep.')
  })

  test('with many brackets, quotes and backslashes in a text', () => {
    const text = JSON.stringify(`${'['.repeat(5_000)}"\\"\\\\"{`)
    expect(read(mark(text)).events).toHaveLength(1)
  })

  test.each(['1e400', '1.5', '9007199254740993', '"1"'])('at %s', (at) => {
    expect(() => read(mark('"x"').replace('"at":1', `"at":${at}`))).toThrow('"at" of a mark line')
  })
})
