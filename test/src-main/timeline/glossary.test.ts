// The glossary: each term once, one sentence each, the same in the docs, and a term for the events of all dialects.
import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { describe, expect, test } from 'vitest'
import { MOLECULER_DIALECT } from '../../../core/adapters/moleculer/dialect.ts'
import { PINUS_DIALECT, POMELO_DIALECT } from '../../../core/adapters/pomelo/dialect.ts'
import { HEARTBEAT_DIALECT, REDIS_DIALECT } from '../../../core/adapters/socket-io/dialect.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import { PHASES, SERVER_STATES } from '../../../core/protocol/record.ts'
import {
  explainTerm,
  glossarySections,
  KNOWLEDGE,
  termOf,
  type TimelineEvent,
} from '../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const FILE = 'docs/GLOSSARY.md'

test('docs/GLOSSARY.md has the same text (UPDATE=1 rewrites it)', async () => {
  const sections = glossarySections().map(({ title, terms }) => {
    const rows = Object.entries(terms).map(([term, sentence]) => `| **${term}** | ${sentence} |`)
    return `## ${title}\n\n| term | means |\n| --- | --- |\n${rows.join('\n')}`
  })
  const document = [
    '# Glossary',
    'The terms of the window, the reports and these docs. The window shows the same sentences: point at a word that has a dotted line under it.',
    '<!-- Generated from src-main/timeline/words/en/glossary.ts. To update: UPDATE=1 npx vitest run --project unit test/src-main/timeline/glossary.test.ts -->',
    ...sections,
  ].join('\n\n')
  const text = await format(document, { ...(await resolveConfig(FILE)), parser: 'markdown' })
  if (process.env['UPDATE']) await writeFile(FILE, text)
  expect(await readFile(FILE, 'utf8')).toBe(text)
})

test('each term is there once, and has one plain sentence', () => {
  const all = glossarySections().flatMap(({ terms }) => Object.entries(terms))
  expect(all).toHaveLength(new Set(all.map(([term]) => term)).size)
  for (const [term, sentence] of all) {
    expect(sentence, term).toMatch(/^\p{Lu}(?!.*[.] ).*\.$/u)
    expect(sentence.split(/\s+/).length, term).toBeLessThanOrEqual(25)
  }
})

describe('every event of these has a term:', () => {
  const row = { seq: 1, id: 'x', at: 0, process: 'a-1', instance: 'i' }
  const packet = (name: string) => ({ ...row, t: 'packet', name }) as unknown as TimelineEvent

  test.each(SERVER_STATES)('state %s', (to) => {
    expect(termOf({ ...row, t: 'state', from: null, to })).toBe(to)
  })

  test.each(PHASES)('phase %s', (phase) => {
    expect(explainTerm(`${phase} phase`)).not.toBeNull()
  })

  test.each(KNOWLEDGE.filter((kind) => kind !== 'self'))('cell %s', (kind) => {
    expect(explainTerm(kind)).not.toBeNull()
  })

  test.each(['kill', 'pause', 'resume', 'cut', 'hang', 'delay', 'drop', 'heal'])('fault %s', (fault) => {
    expect(termOf({ ...row, t: 'fault', fault })).toBe(fault)
  })

  const dialects = [GROVE_DIALECT, POMELO_DIALECT, PINUS_DIALECT, MOLECULER_DIALECT, HEARTBEAT_DIALECT]
  const names = [...dialects, REDIS_DIALECT].flatMap(({ phases }) => Object.keys(phases))
  test.each([...new Set(names)])('%s', (name) => {
    expect(termOf(packet(name)) ?? termOf({ ...row, t: 'step', step: name })).not.toBeNull()
  })

  test.each([
    ['BROADCAST chat message', 'BROADCAST'],
    ['FETCH_SOCKETS_RESPONSE', 'fetchSockets'],
    ['SERVER_SIDE_EMIT hello', 'serverSideEmit'],
    ['subscribe.ack', 'subscribe.ack'],
    ['query.ack', 'ack'],
  ])('packet %s', (name, term) => {
    expect(termOf(packet(name))).toBe(term)
  })

  test('a whole run', () => {
    for (const event of syntheticTimeline({ crash: true }).events)
      expect(termOf(event), JSON.stringify(event)).not.toBeNull()
  })
})

test('what no term explains has none', () => {
  const packet = { t: 'packet', name: 'chat.room.notify' } as unknown as TimelineEvent
  expect(termOf(packet)).toBeNull()
  expect(termOf({ ...packet, name: 'constructor' } as TimelineEvent)).toBeNull()
})
