// Links of other programs. They only name what to show.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLink, parseLink } from '../../../src-main/electron/deep-link.ts'

test('a link names a run or a path, and what the page shows of it', () => {
  expect(parseLink('grove://open?run=r1&at=1000&select=server:chat-1&view=map')?.fragment).toBe(
    '#run=r1&view=map&at=1000&select=server%3Achat-1',
  )
  expect(parseLink('grove://open/?open=%2Fhome%2Fme%2Fa%20b')?.fragment).toBe('#open=%2Fhome%2Fme%2Fa%20b')
})

test.each([
  ['another host', 'grove://start?run=r1'],
  ['another scheme', 'http://open?run=r1'],
  ['a path', 'grove://open/../start?run=r1'],
  ['a user', 'grove://me@open?run=r1'],
  ['a port', 'grove://open:80?run=r1'],
  ['nothing to show', 'grove://open?at=5'],
  ['two things to show', 'grove://open?run=r1&open=/etc'],
  ['a line break in the path', 'grove://open?open=/a%0A/b'],
  ['a path that reads backwards', 'grove://open?open=/a%E2%80%AEgpj.exe'],
  ['too much', `grove://open?run=r1&filter=${'x'.repeat(9_000)}`],
  ['no address', 'grove:'],
])('a link with %s is refused', (_, link) => {
  expect(parseLink(link)).toBeNull()
})

test('a link cannot bring a code, an action or another field', () => {
  expect(parseLink('grove://open?run=r1&code=secret&start=1&target=%7B%7D#code=x')?.fragment).toBe('#run=r1')
  expect(parseLink('grove://open?run=a%26code%3Dx')?.fragment).toBe('#run=a%26code%3Dx')
})

test('any text is a link of Grove with one thing to show, or refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.webQueryParameters(), (text, query) => {
      for (const link of [text, `grove:${text}`, `grove://open?${query}`]) {
        const fragment = parseLink(link)?.fragment ?? null
        expect(isLink(link) || fragment === null).toBe(true)
        if (fragment !== null) expect(fragment).toMatch(/^#(run|open)=[^&#]+(&[a-z]+=[^&#]+)*$/)
      }
    }),
  )
})
