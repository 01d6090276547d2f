// What the dialects of Grove say of themselves is there in Chinese.
import { expect, test } from 'vitest'
import { MOLECULER_DIALECT } from '../../../core/adapters/moleculer/dialect.ts'
import { PINUS_DIALECT, POMELO_DIALECT } from '../../../core/adapters/pomelo/dialect.ts'
import { HEARTBEAT_DIALECT, REDIS_DIALECT } from '../../../core/adapters/socket-io/dialect.ts'
import { GROVE_DIALECT } from '../../../core/protocol/grove-dialect.ts'
import { CHINESE, dialectText, ENGLISH } from '../../../src-main/timeline/index.ts'

const DIALECTS = [
  GROVE_DIALECT,
  POMELO_DIALECT,
  PINUS_DIALECT,
  MOLECULER_DIALECT,
  HEARTBEAT_DIALECT,
  REDIS_DIALECT,
]
const TEXTS = new Set(
  DIALECTS.flatMap(({ steps, states, unseen }) => [
    ...steps.map(({ title }) => title),
    ...Object.values(states ?? {}),
    ...unseen,
  ]),
)

test.each([...TEXTS])('%s', (text) => {
  expect(dialectText(text, ENGLISH)).toBe(text)
  expect(dialectText(text, CHINESE)).toMatch(/\p{Script=Han}/u)
})

test('no Chinese text is left of one that is gone, and what a recording says itself stays', () => {
  expect(Object.keys(CHINESE.dialectTexts).filter((text) => !TEXTS.has(text))).toEqual([])
  expect(dialectText('The node dances', CHINESE)).toBe('The node dances')
})
