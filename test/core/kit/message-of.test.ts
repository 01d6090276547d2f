// The message of every kind of value that a program can throw.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runInNewContext } from 'node:vm'
import { messageOf } from '../../../core/kit/message-of.ts'
import { userFrame } from '../../../core/process/user-frame.ts'
import { toRpcError, toWireError } from '../../../core/protocol/errors.ts'

const thrower = (): never => {
  throw new Error('not this')
}
const trap = new Proxy({}, { get: thrower, has: thrower, getPrototypeOf: thrower, ownKeys: thrower })
const cyclic: Record<string, unknown> = { why: 'cyclic' }
cyclic['self'] = cyclic
const loop = new Error('outer')
loop.cause = loop

const CASES: [name: string, thrown: unknown, message: string][] = [
  ['an error', new Error('boom'), 'boom'],
  ['a frozen error', Object.freeze(new Error('boom')), 'boom'],
  ['an error without a message', new TypeError(), 'TypeError without a message'],
  ['a text', 'just a string', 'just a string'],
  ['an empty text', '', 'an empty text was thrown'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 42, '42'],
  ['a big number', 42n, '42'],
  ['a symbol', Symbol('why'), 'Symbol(why)'],
  ['a function', thrower, 'a function was thrown: thrower'],
  ['an object', { code: 7, why: 'full' }, '{"code":7,"why":"full"}'],
  ['an object with a message', { message: 'no room' }, 'no room'],
  ['an object with a text', { toString: () => 'seven' }, 'seven'],
  ['an object without a prototype', Object.assign(Object.create(null), { why: 'bare' }), '{"why":"bare"}'],
  ['a list', ['a', 'b'], 'a,b'],
  ['an object with a cycle', cyclic, '[object Object]'],
  ['an error of another realm', runInNewContext("new Error('from afar')"), 'from afar'],
  [
    'an error whose message throws',
    Object.defineProperty(new Error(), 'message', { get: thrower }),
    'Error without a message',
  ],
  [
    'an error whose message is no text',
    Object.assign(new Error(), { message: 5 }),
    'Error without a message',
  ],
  ['a proxy whose traps throw', trap, 'a value that cannot be read was thrown'],
  ['a cause', new Error('cannot start', { cause: new Error('db refused') }), 'cannot start; db refused'],
  ['a quoted cause', new Error('no: gone', { cause: new Error('gone') }), 'no: gone'],
  ['a cause that is its own', loop, 'outer'],
  ['several errors', new AggregateError([new Error('one'), 'two'], 'all failed'), 'all failed; one; two'],
]

describe('messageOf', () => {
  test.each(CASES)('%s', (_, thrown, message) => {
    expect(messageOf(thrown)).toBe(message)
    expect(toRpcError(thrown)).toMatchObject({ code: 'RPC_FAILED', message })
    expect(toWireError(thrown)).toMatchObject({ code: 'MODULE_FAILED', message })
    expect(userFrame(thrown, '/nowhere')).toBeUndefined()
  })

  test('a long message keeps its beginning', () => {
    const text = messageOf(new Error(`why: ${'x'.repeat(1e6)}`))
    expect(text).toMatch(/^why: x+… \(1000005 characters\)$/)
    expect(text.length).toBeLessThan(10_000)
  })

  test('a long chain of causes is cut', () => {
    const chain = Array.from({ length: 1_000 }).reduce<Error>(
      (cause, _, n) => new Error(`e${n}.`, { cause }),
      new Error(),
    )
    expect(messageOf(chain)).toMatch(/^e999.; e998.; /)
  })

  test('is a text for any value', () => {
    const values = fc.anything({
      withNullPrototype: true,
      withMap: true,
      withBigInt: true,
      withDate: true,
      withSparseArray: true,
    })
    fc.assert(
      fc.property(values, (value) => {
        expect(messageOf(value)).not.toBe('')
      }),
    )
  })
})
