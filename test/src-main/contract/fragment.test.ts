// The fragment of the page's address.
import { expect, test } from 'vitest'
import { pageFragment, readFragmentFields, takeCode } from '../../../src-main/contract/index.ts'

test.each([
  {},
  { code: 'a_b-c' },
  { open: '/a folder/ä&token=x#%' },
  { code: 't', open: '/x=y' },
  { open: '/x', environment: 'test' },
])('%j', (fragment) => {
  expect(Object.fromEntries(readFragmentFields(pageFragment(fragment)))).toEqual(fragment)
})

test('malformed fields are left out', () => {
  for (const hash of ['', '#', '#code', '#code=', '#open=%', '#=&&'])
    expect(readFragmentFields(hash).size).toBe(0)
})

test('the code is taken out of a fragment, and the rest stays as it is', () => {
  expect(takeCode('#code=a&run=x&filter=%2Ff/')).toEqual({ code: 'a', rest: '#run=x&filter=%2Ff/' })
  expect(takeCode('#run=x&code=a')).toEqual({ code: 'a', rest: '#run=x' })
  expect(takeCode('#code=')).toEqual({ code: undefined, rest: '' })
  expect(takeCode('#codes=1')).toEqual({ code: undefined, rest: '#codes=1' })
})
