// The first screen and the preview of a project.
import { beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup, render } from 'vitest-browser-svelte'
import {
  HostError,
  parsePlan,
  plannedServers,
  type ClusterPlan,
  type HistoryEntry,
  type HostApi,
  type Preview,
} from '../../../src-main/contract/index.ts'
import App from '../../../src-renderer/App.svelte'
import { fakeSession, recordedRun } from '../fake-session.ts'

beforeEach(cleanup)

function planOf(servers: object): ClusterPlan {
  const parsed = parsePlan({ name: 'mine', servers })
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.plan
}

const recent = {
  kind: 'project' as const,
  path: '/projects/mine',
  name: 'mine',
  openedAt: '2026-01-02T03:04:05Z',
}
const preview: Preview = {
  target: { kind: 'path', path: '/projects/mine' },
  directory: '/projects/mine',
  name: 'mine',
  trusted: false,
  layout: 'grove',
  framework: null,
  environments: [],
  environment: null,
  node: null,
  entry: null,
  plan: planOf({ worker: {} }),
  notes: [],
  servers: [{ id: 'worker-1', serverType: 'worker', port: 'auto', n: 1, role: 'server' }],
  files: [{ serverType: 'worker', services: ['servers/worker/greet.ts'], lifecycle: null }],
  modules: [],
  commands: [],
  variables: [],
  resolution: [],
  changes: null,
  shown: 'as shown',
  problems: [],
  warnings: [],
}
const idle: Partial<HostApi> = {
  about: async () => ({
    version: '0.1.0',
    shell: 'web',
    node: { path: '/usr/bin/node', version: 'v20.0.0' },
    platform: 'linux',
    nativeDialogs: false,
  }),
  home: async () => ({ samples: [], recent: [recent] }),
  runs: async () => [],
}

test('an untrusted folder is previewed, and started only when the user trusts it', async () => {
  const trust = vi.fn<HostApi['trust']>(async () => undefined)
  const start = vi.fn<HostApi['start']>(async () => {
    throw new HostError({ code: 'PORT_IN_USE', message: 'Port 3010 is in use.', hint: 'Stop its owner.' })
  })
  const { session, setStatus } = fakeSession({ ...idle, preview: async () => preview, trust, start })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('recent').getByRole('button').click()
  await expect.element(page.getByText('servers/worker/greet.ts')).toBeVisible()
  expect(start).not.toHaveBeenCalled()
  await page.getByText('Trust and start').click()
  await expect.element(page.getByRole('alert')).toHaveTextContent('Port 3010 is in use. Stop its owner.')
  expect(trust).toHaveBeenCalledWith(preview.target, 'as shown')
})

test('a Pomelo or Pinus project shows its framework, Node, environments and what Grove does differently', async () => {
  const pinus: Preview = {
    ...preview,
    layout: 'pomelo',
    framework: 'Pinus 1.7.4',
    environments: ['development', 'production'],
    environment: 'development',
    node: { path: '/nodes/14/bin/node', version: 'v14.21.3', source: '.nvmrc' },
    entry: 'dist/app.js',
    notes: [{ field: 'servers.chat[0].host', message: 'is not used: servers listen on 127.0.0.1' }],
  }
  const readPreview = vi.fn<HostApi['preview']>(async () => pinus)
  const { session, setStatus } = fakeSession({ ...idle, preview: readPreview })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('recent').getByRole('button').click()
  const facts = page.getByTestId('project-facts')
  await expect.element(facts).toHaveTextContent(/Framework Pinus 1\.7\.4/)
  await expect.element(facts).toHaveTextContent(/Node v14\.21\.3 \/nodes\/14\/bin\/node from \.nvmrc/)
  await expect.element(facts).toHaveTextContent(/Entry file dist\/app\.js/)
  await expect.element(page.getByTestId('import-notes')).toHaveTextContent('servers.chat[0].host is not used')
  await expect.element(page.getByTestId('grove-changes')).toHaveTextContent('127.0.0.1 only')
  await expect.element(page.getByTestId('trust-start')).toBeEnabled()
  await page.getByTestId('environment').selectOptions('production')
  expect(readPreview).toHaveBeenLastCalledWith({ ...preview.target, environment: 'production' })
})

test('a project with a problem cannot be started, and says why', async () => {
  const broken: Preview = {
    ...preview,
    layout: 'pomelo',
    framework: 'Pomelo 2.2.7',
    plan: null,
    servers: [],
    problems: [
      { code: 'PROBE_FAILED', message: 'The project did not tell its servers.', hint: 'Error: no db' },
    ],
  }
  const readPreview = vi.fn<HostApi['preview']>(async () => broken)
  const { session, setStatus } = fakeSession({ ...idle, preview: readPreview })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('recent').getByRole('button').click()
  await expect.element(page.getByRole('alert')).toHaveTextContent(/did not tell its servers\. Error: no db/)
  await expect.element(page.getByTestId('obstacle')).toHaveTextContent('Solve what is above')
  await expect.element(page.getByTestId('trust-start')).toBeDisabled()
  readPreview.mockResolvedValue({ ...broken, problems: [] })
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect.element(page.getByTestId('unknown-servers')).toBeVisible()
  await expect.element(page.getByTestId('trust-start')).toBeEnabled()
})

test('the programs beside a cluster are shown with their command lines and their order', async () => {
  const plan = planOf({
    web: { command: ['node', 'web.js', '$PORT'], dependsOn: { 'redis-1': 'ready' }, cwd: 'web' },
    redis: { command: ['redis-server', '--port', '$PORT'], ready: { tcp: {} } },
    node: { command: ['node', 'broker.js'], adapter: 'moleculer' },
  })
  const mixed: Preview = { ...preview, plan, servers: plannedServers(plan), files: [] }
  const { session, setStatus } = fakeSession({ ...idle, preview: async () => mixed })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('recent').getByRole('button').click()
  const programs = page.getByTestId('programs')
  await expect.element(page.getByText('Starts 1 server, 2 programs beside the cluster')).toBeVisible()
  await expect
    .element(programs)
    .toHaveTextContent(
      /web\s*1\s*any free\s*node web\.js \$PORT\s*in web\s*after redis-1 is ready;\s*ready as soon as it runs/,
    )
  await expect.element(programs).toHaveTextContent(/ready when its port accepts connections/)
  await expect.element(page.getByText('node broker.js (observed as moleculer)')).toBeVisible()
})

test('the question for trust lists commands, variables and changes, and flags what is dangerous', async () => {
  const risky: Preview = {
    ...preview,
    commands: [
      {
        serverType: 'worker',
        line: 'node --require ./x.cjs (Grove) worker-1 --fast',
        dangers: ['loads ./x.cjs'],
      },
    ],
    variables: [
      { source: '.env', name: 'API_KEY', danger: null, value: null },
      { source: 'the plan', name: 'LD_PRELOAD', danger: 'loads native code', value: './evil.so' },
    ],
    resolution: ['package.json'],
    changes: { added: ['worker loads servers/worker/remote/new.ts'], removed: ['.env sets OLD'] },
  }
  const trust = vi.fn<HostApi['trust']>(async () => {
    throw new HostError({ code: 'CHANGED', message: 'The project changed after it was shown.' })
  })
  const ownNode = async () => ({
    version: '0.1.0',
    shell: 'web' as const,
    node: { path: '/projects/mine/bin/node', version: 'v20.0.0' },
    platform: 'linux',
    nativeDialogs: false,
  })
  const readPreview = vi.fn<HostApi['preview']>(async () => risky)
  const { session, setStatus } = fakeSession({ ...idle, about: ownNode, preview: readPreview, trust })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('recent').getByRole('button').click()
  const commands = page.getByTestId('commands')
  await expect.element(commands).toHaveTextContent('node --require ./x.cjs (Grove) worker-1 --fast')
  await expect.element(commands).toHaveTextContent('loads ./x.cjs')
  const variables = page.getByTestId('variables')
  await expect.element(variables).toHaveTextContent(/API_KEY from \.env/)
  await expect.element(variables).toHaveTextContent('LD_PRELOAD=./evil.so from the plan loads native code')
  await expect
    .element(page.getByTestId('changes'))
    .toHaveTextContent('+ worker loads servers/worker/remote/new.ts')
  await expect.element(page.getByTestId('changes')).toHaveTextContent('− .env sets OLD')
  await expect.element(page.getByTestId('own-node')).toHaveTextContent('/projects/mine/bin/node')
  await page.getByText('Trust and start').click()
  await expect.element(page.getByRole('alert')).toHaveTextContent('The project changed after it was shown.')
  expect(readPreview).toHaveBeenCalledTimes(2)
})

const sample = { name: 'far', title: 'Far', description: 'A sample.', packages: 57, installed: false }

test('a sample with packages is installed and started only when the user agrees', async () => {
  let finish = (): void => undefined
  const installSample = vi.fn<HostApi['installSample']>(() => new Promise((resolve) => (finish = resolve)))
  const start = vi.fn<HostApi['start']>(() => recordedRun(session))
  const home = async () => ({ samples: [sample], recent: [] })
  const { session, setStatus, emit } = fakeSession({ ...idle, home, installSample, start })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('start-sample').click()
  const question = page.getByTestId('install-sample')
  await expect.element(question).toHaveTextContent(/needs 57 packages from npm.*code of other people/)
  expect(installSample).not.toHaveBeenCalled()
  await page.getByTestId('confirm-install').click()
  await expect.element(page.getByTestId('install-progress')).toHaveTextContent('0 of 57 packages')
  emit({ type: 'installProgressed', sample: 'other', installed: 9, of: 10 })
  emit({ type: 'installProgressed', sample: 'far', installed: 23, of: 57 })
  await expect.element(page.getByTestId('install-progress')).toHaveTextContent('23 of 57 packages')
  expect(start).not.toHaveBeenCalled()
  finish()
  await expect.poll(() => start.mock.calls).toEqual([[{ kind: 'sample', name: 'far' }]])
  await expect.element(question).not.toBeInTheDocument()
})

test('an installation can be cancelled; one that fails says why and can be repeated', async () => {
  let fail = (_: HostError): void => undefined
  const cancelInstall = vi.fn<HostApi['cancelInstall']>(async () =>
    fail(new HostError({ code: 'INSTALL_CANCELLED', message: 'Cancelled.' })),
  )
  const { session, setStatus } = fakeSession({
    ...idle,
    home: async () => ({ samples: [sample], recent: [] }),
    installSample: () => new Promise((_, reject) => (fail = reject)),
    cancelInstall,
  })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('start-sample').click()
  await page.getByTestId('confirm-install').click()
  fail(new HostError({ code: 'OFFLINE', message: 'npm does not reach its registry.' }))
  await expect.element(page.getByRole('alert')).toHaveTextContent('npm does not reach its registry.')
  await page.getByTestId('confirm-install').click()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  await page.getByTestId('cancel-install').click()
  expect(cancelInstall).toHaveBeenCalledWith('far')
  await expect.element(page.getByTestId('install-sample')).not.toBeInTheDocument()
  expect(session.problem).toBeNull()
})

test('processes of a killed Grove are listed, and stopped by a click', async () => {
  const processes = [{ id: 'chat-1', pid: 4711, command: 'node', startedAt: recent.openedAt }]
  const orphan = { run: 'run-1', name: 'chat', directory: '/chat', startedAt: recent.openedAt, processes }
  const orphans = vi.fn<HostApi['orphans']>(async () => [orphan])
  const cleanUpOrphans = vi.fn<HostApi['cleanUpOrphans']>(async () => void orphans.mockResolvedValue([]))
  const { session, setStatus } = fakeSession({ ...idle, orphans, cleanUpOrphans })
  await render(App, { session })
  setStatus('connected')
  await expect.element(page.getByTestId('orphan')).toHaveTextContent('chat-1 (pid 4711)')
  await page.getByTestId('stop-orphan').click()
  await expect.element(page.getByTestId('orphan')).not.toBeInTheDocument()
  expect(cleanUpOrphans).toHaveBeenCalledWith(['run-1'], 'stop')
})

const recordings: HistoryEntry[] = ['chat', 'minimal', 'mine'].map((name, index) => ({
  run: `run-${index}`,
  file: `/state/runs/${index}/timeline.ndjson`,
  directory: '/projects',
  name,
  startedAt: `2026-01-02T03:0${index}:00Z`,
  endedAt: `2026-01-02T03:0${index}:09Z`,
  outcome: 'ended',
  events: 10,
  bytes: 1000,
}))

test('a recording is deleted after a question, and the focus goes to the next row', async () => {
  let left = recordings
  const deleteRecording = vi.fn<HostApi['deleteRecording']>(async (file) => {
    left = left.filter((entry) => entry.file !== file)
  })
  const { session, setStatus } = fakeSession({ ...idle, history: async () => left, deleteRecording })
  await render(App, { session })
  setStatus('connected')
  const remove = (name: RegExp) => page.getByRole('button', { name })
  await remove(/^Delete recording minimal of/).click()
  const question = page.getByRole('dialog', { name: /^Delete recording minimal of/ })
  await expect.element(question).toHaveTextContent('/state/runs/1/timeline.ndjson')
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(deleteRecording).not.toHaveBeenCalled()

  await remove(/^Delete recording minimal of/).click()
  await question.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect.element(page.getByRole('button', { name: /^mine .*10 events/ })).toHaveFocus()
  expect(deleteRecording.mock.calls).toEqual([['/state/runs/1/timeline.ndjson']])
  await remove(/^Delete recording mine of/).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await expect.element(page.getByRole('button', { name: /^chat .*10 events/ })).toHaveFocus()
})

test('a refused deletion says why and leaves the row', async () => {
  const { session, setStatus } = fakeSession({
    ...idle,
    history: async () => recordings,
    deleteRecording: async () => {
      throw new HostError({ code: 'RECORDING_OPEN', message: 'This recording is open.', hint: 'Close it.' })
    },
  })
  await render(App, { session })
  setStatus('connected')
  await page.getByRole('button', { name: /^Delete recording chat of/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await expect.element(page.getByRole('alert')).toHaveTextContent('This recording is open. Close it.')
  await expect.element(page.getByRole('button', { name: /^chat .*10 events/ })).toBeVisible()
})

test('a recording that another window deletes is gone from here', async () => {
  let left = recordings
  const { session, setStatus, emit } = fakeSession({ ...idle, history: async () => left })
  await render(App, { session })
  setStatus('connected')
  await expect.element(page.getByRole('button', { name: /^mine .*10 events/ })).toBeVisible()
  left = recordings.slice(0, 2)
  emit({ type: 'historyChanged' })
  await expect.element(page.getByRole('button', { name: /^mine .*10 events/ })).not.toBeInTheDocument()
})

test('the picker lists recent folders until something is typed', async () => {
  const showPreview = vi.fn<HostApi['preview']>(async () => preview)
  const { session, setStatus } = fakeSession({
    ...idle,
    browse: async () => ({ path: '/home', parent: null, project: null, entries: [], omitted: 0 }),
    preview: showPreview,
  })
  await render(App, { session })
  setStatus('connected')
  await page.getByTestId('open-folder').click()
  const recentFolders = page.getByRole('dialog').getByRole('region', { name: 'Recent' })
  await expect.element(recentFolders).toBeVisible()
  await page.getByRole('textbox', { name: 'Path' }).fill('/pro')
  await expect.element(recentFolders).not.toBeInTheDocument()
  await page.getByRole('textbox', { name: 'Path' }).fill('')
  await recentFolders.getByRole('button', { name: /mine/ }).click()
  await expect.poll(() => showPreview.mock.calls).toEqual([[{ kind: 'path', path: '/projects/mine' }]])
})
