// No secret stays in what is kept.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, redactText } from '../../../src-main/timeline/index.ts'

describe('redact', () => {
  test('hides the values of secret keys at any depth, in any case', () => {
    const body = {
      token: 'a',
      info: { dbPassword: 'b', list: [{ Authorization: { scheme: 'c' } }] },
      id: 'd',
    }
    expect(redact(body)).toEqual({
      token: '[redacted]',
      info: { dbPassword: '[redacted]', list: [{ Authorization: '[redacted]' }] },
      id: 'd',
    })
    expect(body.token).toBe('a')
  })

  test('a server, type or service with such a name is not a secret', () => {
    const servers = { 'token-1': { id: 'token-1', services: { cookie: ['bake'] }, secret: 'x' } }
    expect(redact({ servers })).toEqual({
      servers: { 'token-1': { ...servers['token-1'], secret: '[redacted]' } },
    })
  })

  test('keeps a key __proto__ as data', () => {
    const clean = redact(JSON.parse('{"__proto__":{"token":"a"},"token":"b"}') as object)
    expect(JSON.stringify(clean)).toBe('{"__proto__":{"token":"[redacted]"},"token":"[redacted]"}')
  })

  test('handles any depth', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100_000; level += 1) deep = { deep }
    expect(JSON.stringify(redact(deep))).toContain('[too deep]')
  })

  test('returns the same reference if there is nothing to hide', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const clean = redact(value)
        expect(redact(clean)).toBe(clean)
        if (!/token|password|secret|authorization|cookie/i.test(JSON.stringify(value)))
          expect(clean).toBe(value)
      }),
    )
  })
})

test('redactText hides secrets in truncated JSON, also a truncated secret', () => {
  const text = JSON.stringify({ id: 'a', token: 'se"cret', info: {} })
  expect(redactText(text)).toBe('{"id":"a","token":"[redacted]","info":{}}')
  expect(redactText(text.slice(0, 22))).toBe('{"id":"a","token":"[redacted]"')
  expect(redactText(redactText(text))).toBe(redactText(text))
})
