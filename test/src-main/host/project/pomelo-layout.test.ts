// A project of the Pomelo kind is read, not run, and becomes a plan; what has no place in one is said.
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { planFromPomelo } from '../../../../src-main/host/project/pomelo-plan.ts'
import { temporaryFolder } from '../../../support/grove.ts'

const server = (id: string, port?: number, more: object = {}) => ({
  id,
  host: '127.0.0.1',
  ...more,
  ...(port === undefined ? {} : { port }),
})

const SERVERS = {
  development: {
    connector: [
      server('connector-server-1', 3150, { clientPort: 3010, frontend: true, args: ' --inspect=10002' }),
      server('connector-server-2', 3151, { clientPort: 3011, frontend: true, args: ' --inspect=10003' }),
    ],
    area: [server('area-1', 3250), server('area-2', 3251), server('area-3', 3260, { host: '10.0.0.7' })],
    gate: [server('gate-1', undefined, { clientPort: 3014, frontend: true, 'auto-restart': 'true' })],
  },
  production: { connector: [server('connector-server-1', 3150)] },
}
const MASTER = { development: { id: 'master-server-1', host: '127.0.0.1', port: 3005 } }

async function pomelo(folder: string, servers: string, place = '.') {
  const directory = join(folder, place)
  await mkdir(join(directory, 'config'), { recursive: true })
  await mkdir(join(directory, 'app/servers/area/remote'), { recursive: true })
  await writeFile(join(directory, 'config/servers.json'), servers)
  await writeFile(join(directory, 'config/master.json'), JSON.stringify(MASTER))
  // Whoever runs this code has opened a folder and been run over by it.
  await writeFile(join(directory, 'app.js'), 'process.exit(99)')
  return { api: createHost({ shell: 'web', state: join(folder, 'state') }).api, directory }
}

test('types, counts, ports and the master are imported; a server without a port gets none', () => {
  const { plan, environment } = planFromPomelo({ name: 'lord', servers: SERVERS, master: MASTER })
  expect(environment).toBe('development')
  expect(plan).toEqual({
    name: 'lord',
    master: { host: '127.0.0.1', port: 3005 },
    servers: {
      connector: { count: 2, port: 3150 },
      area: { count: 3, port: 'auto' },
      gate: { count: 1, port: 'none', restart: 'always' },
    },
  })
})

test('every setting that cannot be imported has a note', () => {
  const { notes } = planFromPomelo({ name: 'lord', servers: SERVERS, master: MASTER })
  expect(notes.map(({ field, message }) => `${field} ${message}`)).toEqual([
    'config/servers.json is read for "development"; left out: production',
    'servers.connector calls its servers connector-server-1, connector-server-2; here they are connector-1 to connector-2',
    'servers.connector has clientPort, frontend: give your code what it needs of these in env, or in app.info',
    'servers.connector has flags for the debugger, which are left out: any running server can be inspected',
    'servers.area would run on 10.0.0.7; Grove runs all on this machine',
    'servers.area has the ports 3250, 3251, 3260, which are not consecutive: free ports are used',
    'servers.gate has clientPort, frontend: give your code what it needs of these in env, or in app.info',
  ])
})

test('clusterCount and a file without environments are imported', () => {
  const servers = {
    chat: [{ host: '127.0.0.1', port: '6050++', clusterCount: 3, args: '--max-old-space-size=64' }],
  }
  expect(planFromPomelo({ name: 'x', servers, master: undefined }).plan).toEqual({
    name: 'x',
    master: { host: '127.0.0.1', port: 'auto' },
    servers: { chat: { count: 3, port: 6050, nodeArgs: ['--max-old-space-size=64'] } },
  })
})

test('auto-restart of one server restarts all servers of its type', () => {
  const servers = {
    chat: [server('chat-1', 6050, { 'auto-restart': true }), server('chat-2', 6051)],
    area: [server('area-1', 6060, { 'restart-force': 'true' })],
    gate: [server('gate-1', undefined, { 'auto-restart': 'false' })],
  }
  const { plan, notes } = planFromPomelo({ name: 'x', servers, master: undefined })
  expect(plan.servers).toEqual({
    chat: { count: 2, port: 6050, restart: 'always' },
    area: { count: 1, port: 6060, restart: 'always' },
    gate: { count: 1, port: 'none' },
  })
  expect(notes.map(({ message }) => message)).toEqual([
    'has auto-restart for some of its servers; here all are restarted',
  ])
})

test('malformed configuration gives an invalid plan, never an exception', () => {
  for (const servers of [null, 7, 'x', [], { development: 7 }, { development: { chat: [null, 3] } }]) {
    expect(() => planFromPomelo({ name: 'x', servers, master: servers })).not.toThrow()
  }
})

test('a Pomelo project can be previewed, imported, trusted and opened; a second import overwrites nothing', async () => {
  await using folder = await temporaryFolder()
  const { api, directory } = await pomelo(folder.path, JSON.stringify(SERVERS), 'lord/game-server')
  const root = { kind: 'path', path: join(folder.path, 'lord') } as const
  const real = await realpath(directory)
  const preview = await api.preview(root)
  expect(preview).toMatchObject({
    directory: real,
    name: 'lord',
    layout: 'pomelo',
    problems: [],
    trusted: false,
  })
  expect(preview.servers).toHaveLength(6)
  expect(preview.notes.map(({ field }) => field)).toContain('app/servers')
  expect(await api.browse(root.path)).toMatchObject({ project: 'pomelo' })
  await expect(api.start(root)).rejects.toMatchObject({ code: 'NO_PLAN' })

  const target = await api.importPlan(root.path)
  expect(target).toEqual({ kind: 'path', path: real })
  expect(JSON.parse(await readFile(join(real, 'grove.json'), 'utf8'))).toMatchObject({ name: 'lord' })
  expect(await api.preview(target)).toMatchObject({ layout: 'grove', notes: [], problems: [] })
  await expect(api.importPlan(root.path)).rejects.toMatchObject({ code: 'ALREADY_THERE' })
})

test('an invalid file is reported by line, a program is not run, and another folder is refused', async () => {
  await using folder = await temporaryFolder()
  const { api, directory } = await pomelo(folder.path, '{\n  "development": {,}\n}')
  const target = { kind: 'path', path: directory } as const
  const [problem] = (await api.preview(target)).problems
  expect(problem?.message).toContain('config/servers.json:2:19 is not JSON')

  const pinus = join(folder.path, 'pinus')
  await mkdir(join(pinus, 'config'), { recursive: true })
  await writeFile(join(pinus, 'config/servers.ts'), 'process.exit(99)')
  const unread = await api.preview({ kind: 'path', path: pinus })
  expect(unread).toMatchObject({ plan: null, problems: [{ field: 'config/servers.ts' }] })

  await mkdir(join(folder.path, 'empty'))
  await expect(api.importPlan(join(folder.path, 'empty'))).rejects.toMatchObject({ code: 'NO_LAYOUT' })
})
