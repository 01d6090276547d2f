// The scheme of the desktop page.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePage } from '../../../src-main/electron/page.ts'
import { makePageFolder, type PageFolder } from '../../support/page-folder.ts'

let folder: PageFolder
beforeAll(async () => {
  folder = await makePageFolder()
})
afterAll(() => folder.remove())

const get = (url: string, method = 'GET') => servePage(folder.directory)({ url, method })

test('the page comes with a policy that allows its own origin only', async () => {
  const response = await get('app://bundle/index.html')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = response.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self';")
  expect(policy).not.toContain('ws:')
  expect(await (await get('app://bundle/')).text()).toContain('<title>Grove</title>')
})

test.each([
  'app://bundle/..%2fsecret.js',
  'app://bundle/%2e%2e/secret.js',
  'app://bundle/..%5csecret.js',
  'app://bundle/link.js',
  'app://bundle/.hidden.js',
  'app://bundle/assets/',
  'app://other/index.html',
  'https://bundle/index.html',
  'no address',
])('%s is not there', async (url) => {
  const response = await get(url)
  expect(response.status).toBe(404)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await response.text()).not.toContain('secret\n')
})

test('POST is refused', async () => {
  expect((await get('app://bundle/index.html', 'POST')).status).toBe(404)
})
