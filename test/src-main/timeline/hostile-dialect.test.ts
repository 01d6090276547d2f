// A dialect in a file of anybody: refused by field, or harmless.
import { describe, expect, test } from 'vitest'
import { findAdapter, adapterNames } from '../../../core/adapters/definitions.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import {
  CHECK_IDS,
  dialectOf,
  encodeLine,
  findings,
  flowSteps,
  parseDialect,
  PHASES,
  TimelineReader,
  type HeaderEvent,
} from '../../../src-main/timeline/index.ts'
import { MASTERLESS, SyntheticNodes } from '../../support/synthetic-nodes.ts'

const { header } = new SyntheticNodes(['a-1'])

/** Returns the error of a file whose header has this dialect, as it is in JSON. */
function problemOf(dialect: unknown, json = JSON.stringify(dialect)): string | null {
  const line = encodeLine({ ...header, dialect: '@' } as never).replace('"@"', () => json)
  const read: unknown[] = []
  try {
    new TimelineReader((one) => read.push(one)).push(line)
  } catch (error) {
    return (error as Error).message
  }
  expect(read).toHaveLength(1)
  return null
}

const steps = (count: number) =>
  Array.from({ length: count }, () => ({ title: 'x', events: [{ t: 'state' }] }))

describe('a dialect in a header', () => {
  test.each(['grove', ...adapterNames()])('of Grove itself (%s) is accepted', (name) => {
    const dialect = findAdapter(name)?.dialect ?? GROVE_DIALECT
    expect(problemOf(dialect)).toBeNull()
    expect(parseDialect(dialect)).toEqual({ dialect: JSON.parse(JSON.stringify(dialect)) as unknown })
  })

  test.each(['grove', ...adapterNames()])(
    'of Grove itself (%s) names checks and phases that exist',
    (name) => {
      const { checks, phases } = findAdapter(name)?.dialect ?? GROVE_DIALECT
      expect(checks).not.toEqual([])
      expect(checks.filter((id) => !CHECK_IDS.includes(id))).toEqual([])
      expect(checks).toEqual([...new Set(checks)])
      expect(Object.entries(phases).filter(([, phase]) => !PHASES.includes(phase))).toEqual([])
    },
  )

  test.each([
    [7, 'dialect'],
    [null, 'dialect'],
    [{ ...MASTERLESS, name: 'Bad Name' }, 'dialect.name'],
    [{ ...MASTERLESS, title: '' }, 'dialect.title'],
    [{ ...MASTERLESS, hasMaster: 'no' }, 'dialect.hasMaster'],
    [{ ...MASTERLESS, sees: { views: true } }, 'dialect.sees.proxies'],
    [{ ...MASTERLESS, unseen: [1] }, 'dialect.unseen.0'],
    [{ ...MASTERLESS, steps: steps(10_000) }, 'dialect.steps'],
    [{ ...MASTERLESS, steps: [{ title: 'x', events: [] }] }, 'dialect.steps.0.events'],
    [{ ...MASTERLESS, steps: [{ title: 'x', events: [{ t: 'regex' }] }] }, 'dialect.steps.0.events.0.t'],
    [
      { ...MASTERLESS, steps: [{ title: 'x', events: [{ t: 'state', names: Array(1e5).fill('a') }] }] },
      'dialect.steps.0.events.0.names',
    ],
    [
      { ...MASTERLESS, steps: [{ title: 'x', events: [{ t: 'state', effectOf: 2 }] }] },
      'dialect.steps.0.events.0.effectOf: there is no step 2',
    ],
    [{ ...MASTERLESS, phases: { a: 'party' } }, 'dialect.phases.a'],
    [{ ...MASTERLESS, checks: 'all' }, 'dialect.checks'],
    [{ ...MASTERLESS, states: { happy: 'glad' } }, 'dialect.states'],
    [{ ...MASTERLESS, settleMs: -1 }, 'dialect.settleMs'],
  ])('with a value of the wrong type or size is refused by field: %#', (dialect, field) => {
    expect(problemOf(dialect)).toMatch(/^Line 1 of this timeline: /)
    expect(problemOf(dialect)).toContain(field)
  })

  test.each(['__proto__', 'constructor', 'prototype'])('a name %s is refused', (name) => {
    const json = JSON.stringify(MASTERLESS)
    expect(problemOf(null, json.replace('"phases":{', `"phases":{"${name}":"rpc",`))).toContain(
      `dialect.phases.${name} is a reserved name`,
    )
    expect(problemOf(null, json.replace('{', `{"${name}":{"hasMaster":true},`))).toContain(`dialect.${name}`)
  })

  test('steps that refer to each other in a circle end', () => {
    const circle = [1, 2].map((number) => ({
      title: 'x',
      events: [{ t: 'state' as const, effectOf: 3 - number, before: number, causedBy: 3 - number }],
    }))
    const dialect = { ...MASTERLESS, steps: circle }
    const cluster = new SyntheticNodes(['a-1'], dialect)
    cluster.start('a-1')
    expect(problemOf(dialect)).toBeNull()
    expect(flowSteps(cluster.events, 'a-1', { dialect })).toEqual({})
  })

  test('names of objects are no phases', () => {
    const cluster = new SyntheticNodes(['a-1'])
    cluster.start('a-1')
    cluster.publish('a-1', 'all', 'toString')
    cluster.pairing.flush()
    expect(cluster.events.at(-1)).toMatchObject({ name: 'toString', phase: 'admin' })
    expect(findings(cluster.events, { dialect: MASTERLESS })).toEqual([])
  })

  test('is Grove’s own where there is none', () => {
    const { dialect: _dialect, ...old } = header
    expect(dialectOf(old as HeaderEvent)).toBe(GROVE_DIALECT)
    expect(problemOf(undefined, 'null')).toContain('dialect')
  })
})
