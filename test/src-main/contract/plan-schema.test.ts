// The published schema of the plan.
import { readFile, writeFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parsePlan, planSchema } from '../../../src-main/contract/index.ts'

const file = 'docs/grove.schema.json'
const schema = { $id: 'grove-plan-1', ...z.toJSONSchema(planSchema, { io: 'input' }) }

describe('docs/grove.schema.json', () => {
  it('is current (UPDATE=1 writes it)', async () => {
    const text = `${JSON.stringify(schema, null, 2)}\n`
    if (process.env['UPDATE']) await writeFile(file, text)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(schema)
  })

  const validate = new Ajv2020({ strict: false }).compile(schema)
  it.each([
    [{ name: 'a', servers: {} }],
    [
      {
        $schema: 's',
        name: 'a',
        master: { port: 3005 },
        servers: { chat: { count: 2, port: 'none', env: { A: '1' } } },
      },
    ],
    [{ name: 'a', servers: { chat: { prot: 1 } } }],
    [{ name: 'a', servers: { chat: { port: 0 } } }],
    [{ name: 'a', servers: { chat: { count: 1.5 } } }],
    [{ servers: {} }],
    [{ name: 'a\nb', servers: {} }],
    [{ name: 'a', servers: { con: {} } }],
    [{ name: 'a', servers: { toString: {} } }],
    [{ name: 'a', servers: { '-a': {} } }],
    [{ name: 'a', servers: { '1': {} } }],
    [{ name: 'a', servers: { ['x'.repeat(124)]: {} } }],
    [[]],
  ])('agrees with parsePlan on %j', (plan) => {
    expect(validate(plan)).toBe(parsePlan(plan).ok)
  })
})
