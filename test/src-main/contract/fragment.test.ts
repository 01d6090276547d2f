// The fragment of the page's address.
import { expect, test } from 'vitest'
import { pageFragment, readPageFragment } from '../../../src-main/contract/index.ts'

test.each([
  {},
  { code: 'a_b-c' },
  { open: '/a folder/ä&token=x#%' },
  { code: 't', open: '/x=y' },
  { open: '/x', environment: 'test' },
])('%j', (fragment) => {
  expect(readPageFragment(pageFragment(fragment))).toEqual(fragment)
})

test('an invalid fragment is ignored', () => {
  for (const hash of ['', '#', '#code', '#code=', '#open=%', '#__proto__=x&other=1', '#=&&'])
    expect(readPageFragment(hash)).toEqual({})
})
