// Hostile JSON, as small descriptions that shrink well. The text is produced when it is sent.
import fc from 'fast-check'

export type Json =
  | { json: string }
  | { fields: [name: string, value: Json][] }
  | { nested: 'object' | 'list'; levels: number }
  | { huge: number; of: string }

const POISON = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"__proto__":null,"toString":1,"valueOf":[],"hasOwnProperty":0}',
  '{"then":{"a":1},"toJSON":"x"}',
  '{"_placeholder":true,"num":0}',
]
const ODD = [
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  '9007199254740993',
  '""',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
]

export const poison = fc.constantFrom(...POISON)

const plain = fc.oneof(fc.constantFrom(...ODD), poison, fc.json({ maxDepth: 3 }))
const nested = fc.record({
  nested: fc.constantFrom('object' as const, 'list' as const),
  levels: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 25, max: 40 }) },
    { weight: 1, arbitrary: fc.constant(20_000) },
  ),
})
const huge = fc.record({
  huge: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1_000, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 250_000 }) },
  ),
  of: fc.constantFrom('x', '\\"', '\\u0007', '\u{1f600}'),
})

export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  { weight: 30, arbitrary: plain.map((json) => ({ json })) },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: huge },
)

/** Returns the JSON text of a description. */
export function textOf(value: Json): string {
  if ('json' in value) return value.json
  if ('fields' in value) return objectText(value.fields.map(([name, field]) => [name, textOf(field)]))
  if ('huge' in value) return `"${value.of.repeat(Math.floor(value.huge / Buffer.byteLength(value.of)))}"`
  const [open, close] = value.nested === 'object' ? ['{"a":', '}'] : ['[', ']']
  return `${open.repeat(value.levels)}1${close.repeat(value.levels)}`
}

/** Returns an object's JSON text from its fields' texts; names may repeat. */
export function objectText(fields: readonly (readonly [name: string, text: string])[]): string {
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}
