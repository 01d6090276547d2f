// What the desktop app is asked to show.
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Preview } from '../../../src-main/contract/index.ts'
import { launchRequests, parseRequests } from '../../../src-main/electron/launch-request.ts'
import { openTarget, showPath } from '../../../src-main/shell/open-target.ts'
import { fakeHost, fakeRun } from '../../support/fake-host.ts'

test.each([
  [['--sample', 'chat'], [{ kind: 'target', target: { kind: 'sample', name: 'chat' } }]],
  [['--sample=chat'], [{ kind: 'target', target: { kind: 'sample', name: 'chat' } }]],
  [['--no-sandbox', '--sample', 'chat'], [{ kind: 'target', target: { kind: 'sample', name: 'chat' } }]],
  [['a folder'], [{ kind: 'path', path: resolve('/home/me', 'a folder') }]],
  [
    ['/abs', '--inspect=1', 'b.grove'],
    [
      { kind: 'path', path: resolve('/abs') },
      { kind: 'path', path: resolve('/home/me', 'b.grove') },
    ],
  ],
  [['grove://open?run=1'], [{ kind: 'link', link: 'grove://open?run=1' }]],
  // What stands beside a link may be the link's own.
  [['GROVE://x', '--sample', 'chat', '/abs'], [{ kind: 'link', link: 'GROVE://x' }]],
  [[], []],
  [['--sample'], []],
  [['--no-sandbox'], []],
])('arguments %j', (args, requests) => {
  expect(launchRequests(args, {}, '/home/me')).toEqual(requests)
})

test('the environment takes precedence, and invalid values are ignored', () => {
  const own = (text: string) => launchRequests(['--sample', 'chat'], { GROVE_TARGET: text }, '/')
  expect(own('{"kind":"path","path":"/there"}')).toEqual([
    { kind: 'target', target: { kind: 'path', path: '/there' } },
  ])
  for (const text of ['', '{', '[]', '{"kind":"run","path":"/x"}', '{"kind":"path","path":""}'])
    expect(own(text)).toEqual([{ kind: 'target', target: { kind: 'sample', name: 'chat' } }])
})

test('a second start hands over its requests, and nothing else is taken', () => {
  const requests = [{ kind: 'path', path: '/a.grove' }]
  expect(parseRequests({ requests })).toEqual(requests)
  for (const data of [
    null,
    'x',
    {},
    { requests: 'x' },
    { requests: [{ kind: 'run', command: 'rm' }] },
    { requests: [{ kind: 'path', path: 7 }] },
    { requests: Array.from({ length: 21 }, () => requests[0]) },
  ])
    expect(parseRequests(data)).toEqual([])
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

test('what the system hands over is shown and never started, even if it is trusted', async () => {
  const host = fakeHost({ preview: preview(true), open: async () => fakeRun('file') })
  expect(await showPath(host.api, '/there')).toEqual({ open: '/there' })
  expect(await showPath(host.api, '/there/x.grove')).toEqual(SHOWN)
  expect(host.calls).toEqual(['open: ["/there/x.grove"]'])
})
