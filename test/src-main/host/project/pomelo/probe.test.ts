// The project itself is asked for its servers, within limits: whatever it does instead, Grove goes on and nothing is left.
import { mkdtemp, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, test, vi } from 'vitest'
import { probeProject, type ProbeCommand } from '../../../../../src-main/host/project/pomelo/probe.ts'
import { processesOf, temporaryFolder } from '../../../../support/grove.ts'
import { ENTRY, makePomeloProject, MASTER, server } from '../../../../support/pomelo-project.ts'

const TYPES = {
  chat: [server('chat-server-1', 3050)],
  gate: [server('gate-server-1', undefined, { clientPort: 3014 })],
}

async function probe(
  folder: string,
  entry: string,
  { until = 'started', timeoutMs }: { until?: ProbeCommand['until']; timeoutMs?: number } = {},
) {
  await makePomeloProject(folder, TYPES, { 'app.js': entry })
  const command = {
    node: process.execPath,
    require: [],
    entry: 'app.js',
    environment: 'test',
    cwd: folder,
    until,
  }
  return probeProject(command, { OF_PROJECT: folder }, timeoutMs)
}

const failure = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )

test('the configuration is that of the framework at app.start, which is not run', async () => {
  await using folder = await temporaryFolder()
  const computed = ENTRY.replace(
    'app.start()',
    `app.getServersFromConfig()['chat-server-1'].zone = 'eu'; app.start()`,
  )
  expect(await probe(folder.path, computed)).toEqual({
    state: 'started',
    master: MASTER,
    servers: {
      chat: [{ id: 'chat-server-1', host: '127.0.0.1', port: 3050, serverType: 'chat', zone: 'eu' }],
      gate: [{ id: 'gate-server-1', host: '127.0.0.1', clientPort: 3014, serverType: 'gate' }],
    },
  })
  await expect(stat(join(folder.path, 'RAN'))).resolves.toBeDefined()
  await expect(stat(join(folder.path, 'STARTED'))).rejects.toThrow('ENOENT')
})

test('a project with programs beside it is asked no further than createApp', async () => {
  await using folder = await temporaryFolder()
  const needsDatabase = ENTRY.replace('app.start()', `throw new Error('no database')`)
  expect(await probe(folder.path, needsDatabase, { until: 'created' })).toMatchObject({
    state: 'created',
    master: MASTER,
  })
})

const FAILURES: [title: string, entry: string, message: RegExp][] = [
  [
    'ends at once',
    `console.log('bye'); process.exit(3)`,
    /exited with code 3 before app\.start\. Its last output:\n {2}bye$/,
  ],
  ['throws', `throw new Error('no database')`, /exited with code 1 before app\.start\.[^]*no database/],
  [
    'ends without app.start',
    `require('pomelo').createApp()`,
    /exited with code 0 before app\.start\. It printed nothing\.$/,
  ],
  [
    'loops for ever',
    'console.log("start"); for (;;) {}',
    /did not reach app\.start within 1 s\. Its last output:\n {2}start$/,
  ],
  [
    'prints megabytes',
    `for (let n = 0; n < 2e5; n += 1) console.log('line ' + n + '\\x1b[31m red'); setInterval(() => {}, 1e9)`,
    /within 1 s\. Its last output:\n(?: {2}[^\n]*\n){19} {2}[^\n]*$/,
  ],
]

it.each(FAILURES)('a project that %s is told, with its output', async (_, entry, message) => {
  await using folder = await temporaryFolder()
  const text = await failure(probe(folder.path, entry, { timeoutMs: 1_000 }))
  expect(text).toContain(`${join(folder.path, 'app.js')} was run to read its configuration, but `)
  expect(text).toMatch(message)
  expect(text.length).toBeLessThan(6_000)
  expect(text).not.toContain('\u001B')
})

test('a project that waits for something is known by what createApp has read', async () => {
  await using folder = await temporaryFolder()
  const waits = ENTRY.replace('app.start()', 'setInterval(() => {}, 1e9)')
  expect(await probe(folder.path, waits, { timeoutMs: 1_000 })).toMatchObject({
    state: 'created',
    master: MASTER,
  })
})

test('what it forks, opens or detaches ends with it, and no file is left', async () => {
  await using folder = await temporaryFolder()
  const spawns = `
const { fork, spawn } = require('child_process')
if (process.argv[2] === 'child') setInterval(() => {}, 1e9)
else {
  require('net').createServer().listen(0)
  fork(__filename, ['child'])
  spawn(process.execPath, [__filename, 'child'], { detached: true, stdio: 'inherit' }).unref()
  setTimeout(() => require('pomelo').createApp().start(), 200)
}`
  const temporary = await mkdtemp(join(folder.path, 'temporary-'))
  vi.stubEnv('TMPDIR', temporary)
  expect(await probe(folder.path, spawns)).toMatchObject({ state: 'started' })
  expect(await processesOf(`OF_PROJECT=${folder.path}`)).toEqual([])
  vi.unstubAllEnvs()
  expect(await readdir(temporary)).toEqual([])
})

test('a Node that cannot be run is said', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(folder.path, TYPES)
  const command: ProbeCommand = {
    node: join(folder.path, 'no-node'),
    require: [],
    entry: 'app.js',
    environment: 'x',
    cwd: folder.path,
    until: 'started',
  }
  expect(await failure(probeProject(command, {}))).toMatch(/cannot be run: .*ENOENT/)
})
