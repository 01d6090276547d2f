// The fragment of the page's address.
import { expect, test } from 'vitest'
import { pageFragment, readPageFragment } from '../../../src-main/contract/index.ts'

test.each([{}, { token: 'a_b-c' }, { open: '/a folder/ä&token=x#%' }, { token: 't', open: '/x=y' }])(
  '%j',
  (fragment) => {
    expect(readPageFragment(pageFragment(fragment))).toEqual(fragment)
  },
)

test('an invalid fragment is ignored', () => {
  for (const hash of ['', '#', '#token', '#token=', '#open=%', '#__proto__=x&other=1', '#=&&'])
    expect(readPageFragment(hash)).toEqual({})
})
