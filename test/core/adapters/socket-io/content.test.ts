// Sizes and hashes of packets that are read without encoding them.
import { describe, expect, it } from 'vitest'
import { hashOf, hashOfBytes, sizeOf } from '../../../../core/adapters/socket-io/content.ts'

describe('hashOf', () => {
  it('is the same after a journey as JSON', () => {
    const packet = [
      'said',
      { text: 'hello', at: new Date(0), gone: undefined, bytes: Buffer.from('ab') },
      7,
      true,
    ]
    expect(hashOf(JSON.parse(JSON.stringify(packet)))).toBe(hashOf(packet))
  })

  it('differs with the content', () => {
    expect(hashOf(['said', 'a'])).not.toBe(hashOf(['said', 'b']))
  })

  it('ends for a cycle', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    expect(hashOf(cycle)).toBe(hashOf(cycle))
    expect(sizeOf(cycle)).toBeGreaterThan(0)
  })
})

it('hashes the beginning and the end of long payloads', () => {
  const payload = Buffer.alloc(100_000)
  const other = Buffer.from(payload)
  other[99_999] = 1
  expect(hashOfBytes(other)).not.toBe(hashOfBytes(payload))
})

it('estimates the size of JSON', () => {
  const value = { user: 'ann', rooms: ['lobby', 'hall'], count: 12 }
  const actual = JSON.stringify(value).length
  expect(Math.abs(sizeOf(value) - actual)).toBeLessThan(actual / 2)
})
