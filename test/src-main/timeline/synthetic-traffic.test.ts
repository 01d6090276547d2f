// The synthetic run of any length is valid, passes all checks, and contains every kind of event.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { findings } from '../../../src-main/timeline/index.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/timeline.schema.json', import.meta.url), 'utf8'),
) as object
const validate = new Ajv2020({ allErrors: false, allowUnionTypes: true }).compile(schema)

test('synthetic traffic is a valid run with the requested number of events', () => {
  const { header, events } = syntheticTraffic(14_000, 5)
  const all = [...events]
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 14_000 }, (_, index) => index + 1))
  for (const line of [header, ...all]) {
    if (!validate(line)) throw new Error(JSON.stringify([line, validate.errors]))
  }
  expect(findings(all)).toEqual([])
  const packets = all.filter((event) => event.t === 'packet')
  expect(packets.some(({ phase }) => phase === 'error')).toBe(true)
  expect(packets.some(({ calls }) => (calls?.length ?? 0) > 1)).toBe(true)
  expect(all.some((event) => event.t === 'process' && event.event === 'restarting')).toBe(true)
  expect(all.some((event) => event.t === 'log')).toBe(true)
})

test('synthetic traffic is the same each time', () => {
  expect([...syntheticTraffic(2_000, 5).events]).toEqual([...syntheticTraffic(2_000, 5).events])
})
