// The target of the desktop app.
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Preview } from '../../../src-main/contract/index.ts'
import { parseTarget, requestedTarget } from '../../../src-main/electron/target.ts'
import { openTarget } from '../../../src-main/shell/open-target.ts'
import { fakeHost, fakeRun } from '../../support/fake-host.ts'

test.each([
  [['--sample', 'chat'], { kind: 'sample', name: 'chat' }],
  [['--sample=chat'], { kind: 'sample', name: 'chat' }],
  [['--no-sandbox', '--sample', 'chat'], { kind: 'sample', name: 'chat' }],
  [['a folder'], { kind: 'path', path: resolve('/home/me', 'a folder') }],
  [['/abs', '--inspect=1'], { kind: 'path', path: resolve('/abs') }],
  [[], null],
  [['--sample'], null],
  [['--no-sandbox'], null],
])('arguments %j', (args, target) => {
  expect(requestedTarget(args, {}, '/home/me')).toEqual(target)
})

test('the environment takes precedence, and invalid values are ignored', () => {
  const own = (text: string) => requestedTarget(['--sample', 'chat'], { GROVE_TARGET: text }, '/')
  expect(own('{"kind":"path","path":"/there"}')).toEqual({ kind: 'path', path: '/there' })
  for (const text of ['', '{', '[]', '{"kind":"run","path":"/x"}', '{"kind":"path","path":""}'])
    expect(own(text)).toEqual({ kind: 'sample', name: 'chat' })
  expect(parseTarget({ kind: 'path', path: 7 })).toBeNull()
})

const preview =
  (trusted: boolean, problems: Preview['problems'] = []) =>
  async (): Promise<Preview> => {
    const target = { kind: 'path', path: '/there' } as const
    return {
      target,
      directory: '/there',
      name: 'x',
      trusted,
      layout: 'grove',
      framework: null,
      environments: [],
      environment: null,
      node: null,
      entry: null,
      plan: null,
      notes: [],
      servers: [],
      files: [],
      modules: [],
      commands: [],
      variables: [],
      resolution: [],
      changes: null,
      shown: '',
      problems,
      warnings: [],
    }
  }
const SHOWN = { run: 'run-1' }
const there = { kind: 'path', path: '/there' } as const

test('a sample and a trusted folder start; a timeline is opened', async () => {
  const host = fakeHost({ preview: preview(true), open: async () => fakeRun('file') })
  expect(await openTarget(host.api, { kind: 'sample', name: 'chat' })).toEqual(SHOWN)
  expect(await openTarget(host.api, there)).toEqual(SHOWN)
  expect(await openTarget(host.api, { kind: 'path', path: '/a.ndjson' })).toEqual(SHOWN)
  expect(host.calls.map((call) => call.split(':', 1)[0])).toEqual(['start', 'preview', 'start', 'open'])
})

test('a folder that is not trusted or has problems is opened in the page', async () => {
  const untrusted = fakeHost({ preview: preview(false) })
  expect(await openTarget(untrusted.api, there)).toEqual({ open: '/there' })
  const broken = fakeHost({ preview: preview(true, [{ code: 'BAD_PLAN', message: 'no' }]) })
  expect(await openTarget(broken.api, there)).toEqual({ open: '/there' })
  expect([...untrusted.calls, ...broken.calls].some((call) => call.startsWith('start'))).toBe(false)
})
