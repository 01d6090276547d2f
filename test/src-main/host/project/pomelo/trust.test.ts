// Nothing of a Pomelo or Pinus project runs before its user trusts it, and what would run is shown.
import { access, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../../src-main/host/host.ts'
import { temporaryFolder } from '../../../../support/grove.ts'
import {
  ENTRY,
  installed,
  makePomeloProject,
  MASTER,
  server,
  writeFiles,
} from '../../../../support/pomelo-project.ts'

const TYPES = {
  development: { chat: [server('chat-server-1', 3050, { cpu: 1 })] },
  production: { chat: [server('chat-server-1', 3050), server('chat-server-2', 3051)] },
}

function open(folder: string, environment?: string) {
  const { api } = createHost({ shell: 'web', state: join(folder, 'state'), node: process.execPath })
  return { api, target: { kind: 'path', path: join(folder, 'project'), environment } as const }
}

const hasRun = (folder: string): Promise<boolean> =>
  access(join(folder, 'project', 'RAN')).then(
    () => true,
    () => false,
  )

test('a preview shows what would run, and runs nothing', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(join(folder.path, 'project'), TYPES, {
    'config/log4js.json': {
      appenders: [{ type: 'file', filename: '${opts:base}/logs/con-${opts:serverId}.log' }],
    },
    'modules/not-of-grove.js': '',
  })
  const { api, target } = open(folder.path)
  const preview = await api.preview(target)
  expect(preview).toMatchObject({
    directory: join(await realpath(folder.path), 'project'),
    layout: 'pomelo',
    name: 'project',
    framework: 'Pomelo 2.2.7',
    environments: ['development', 'production'],
    environment: 'development',
    node: { version: process.version, source: '--node' },
    entry: 'app.js',
    trusted: false,
    problems: [],
    modules: [],
    servers: [{ id: 'chat-server-1', serverType: 'chat', port: 3050, role: 'server' }],
  })
  expect(preview.commands.map(({ serverType, line }) => `${serverType}: ${line}`)).toEqual([
    'configuration: node --require (Grove) app.js env=development type=all',
    'master: node app.js env=development type=all mode=stand-alone',
    'chat: node app.js env=development id=chat-server-1 host=127.0.0.1 port=3050 cpu=1 serverType=chat',
  ])
  expect(preview.notes.map(({ field }) => field)).toEqual(['servers.chat', 'config/log4js.json'])
  expect(preview.notes[1]?.message).toContain('"logs/con-<id>.log"')
  await expect(api.start(target)).rejects.toMatchObject({ code: 'UNTRUSTED' })
  await api.browse(target.path)
  await api.trust(target, preview.shown)
  expect(await api.preview(target)).toMatchObject({ trusted: true })
  expect(await hasRun(folder.path)).toBe(false)
})

test('an environment is chosen; one that is not there is refused with those that are', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(join(folder.path, 'project'), TYPES)
  const production = open(folder.path, 'production')
  expect(await production.api.preview(production.target)).toMatchObject({
    environment: 'production',
    servers: [{ id: 'chat-server-1' }, { id: 'chat-server-2' }],
  })
  const { api, target } = open(folder.path, 'staging')
  const [problem] = (await api.preview(target)).problems
  expect(problem).toMatchObject({
    code: 'NO_SUCH_ENVIRONMENT',
    message: expect.stringContaining('has no environment "staging"; it has: development, production.'),
  })
})

test('trust in one environment is none in another, nor in a changed command line', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await makePomeloProject(project, TYPES)
  const { api, target } = open(folder.path)
  await api.trust(target, (await api.preview(target)).shown)
  expect(await api.preview({ ...target, environment: 'production' })).toMatchObject({ trusted: false })
  const chat = [server('chat-server-1', 3050, { args: '--require ./extra.js' })]
  await writeFiles(project, { 'config/servers.json': { development: { chat } } })
  const changed = await api.preview(target)
  expect(changed).toMatchObject({
    trusted: false,
    changes: { added: [expect.stringContaining('./extra.js')] },
  })
  expect(changed.commands[2]?.dangers).toEqual(['loads ./extra.js'])
})

test('a configuration that is a program is not run to preview it', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await writeFiles(project, {
    'app.js': ENTRY,
    'config/servers.js': `require('fs').writeFileSync(__dirname + '/../RAN', ''); module.exports = {}`,
    'config/master.json': MASTER,
    ...installed('pinus', '1.7.4'),
  })
  const { api, target } = open(folder.path, 'any')
  expect(await api.preview(target)).toMatchObject({
    framework: 'Pinus 1.7.4',
    environment: 'any',
    environments: [],
    plan: null,
    servers: [],
    problems: [],
    notes: [
      { field: 'config/servers.js', message: expect.stringMatching(/is a program.* for 30 s at most/) },
    ],
  })
  expect(await hasRun(folder.path)).toBe(false)
})

test('a hostile configuration is refused by file and field', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await makePomeloProject(project, '{ "chat": [{ "id": "__proto__", "port": 3050 }] }')
  const { api, target } = open(folder.path)
  const problemOf = async () =>
    (await api.preview(target)).problems.map(({ message }) => message.replace(/.*\/project\//, ''))
  expect(await problemOf()).toEqual(['config/servers.json: servers.chat.0.id is __proto__, a reserved name.'])
  await writeFile(join(project, 'config/servers.json'), '{\n  "chat": {,}\n}')
  expect(await problemOf()).toEqual([expect.stringMatching(/^config\/servers\.json:2:12 is not JSON/)])
  await writeFile(join(project, 'config/servers.json'), '{ "chat": [], "chat": [] }')
  expect(await problemOf()).toEqual([
    expect.stringMatching(/^config\/servers\.json:1: chat is there already/),
  ])
  await writeFile(join(project, 'config/servers.json'), ' '.repeat(2 ** 20 + 1))
  expect(await problemOf()).toEqual(['config/servers.json cannot be read: it is larger than 1 MiB.'])
  expect(await hasRun(folder.path)).toBe(false)
})

test('a plan file runs the project of another folder, with programs beside it', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await makePomeloProject(join(project, 'backend'), TYPES)
  const plan = {
    name: 'game',
    pomelo: { directory: 'backend', environment: 'production' },
    servers: { web: { command: ['node', 'web.js'] }, chat: { dependsOn: ['web'] } },
  }
  await writeFiles(project, { 'grove.json': plan })
  const { api, target } = open(folder.path)
  expect(await api.preview(target)).toMatchObject({
    name: 'game',
    layout: 'pomelo',
    environment: 'production',
    problems: [],
    servers: [{ id: 'web-1', role: 'resource' }, { id: 'chat-server-1' }, { id: 'chat-server-2' }],
  })
  await writeFiles(project, { 'grove.json': { ...plan, pomelo: { directory: 'nowhere' } } })
  expect(await api.preview(target)).toMatchObject({ problems: [{ field: 'pomelo' }] })
})
