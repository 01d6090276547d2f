// The published schema of a timeline's lines is the one that Grove's types and checks are made from.
import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { lineSchemas } from '../../../src-main/timeline/line-schema.ts'

const file = 'docs/timeline.schema.json'

test('docs/timeline.schema.json is current (UPDATE=1 writes it)', async () => {
  const lines = z.toJSONSchema(z.union(Object.values(lineSchemas)), {
    io: 'input',
    override: withoutSafeRange,
  })
  const schema = {
    $schema: lines.$schema,
    $id: 'urn:grove:timeline:1',
    title: 'One line of a Grove timeline, version 1',
    description:
      'A timeline is UTF-8 text, one JSON object a line (.ndjson). Readers ignore unknown keys, and lines of an unknown t.',
    anyOf: lines.anyOf,
    $defs: lines.$defs,
  }
  if (process.env['UPDATE']) await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
})

/** Every integer of JavaScript is a safe one: the schema need not say so each time. */
function withoutSafeRange({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

test('docs/TIMELINE.md lists every kind of line with its keys', async () => {
  const docs = await readFile('docs/TIMELINE.md', 'utf8')
  const rows = docs.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  for (const [kind, schema] of Object.entries(lineSchemas)) {
    const keys = Object.entries(schema.shape)
      .filter(([key]) => key !== 't')
      .map(([key, type]) => `\`${key}${type instanceof z.ZodOptional ? '?' : ''}\``)
    const row = rows.find(([, first]) => first === `\`${kind}\``)
    expect(row).toEqual(['', `\`${kind}\``, keys.join(', '), schema.meta()?.description, ''])
  }
})
