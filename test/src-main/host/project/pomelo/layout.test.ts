// Pomelo and Pinus projects are found in the folders and with the start scripts that public projects have.
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { findPomeloLayout, hasPomeloProject } from '../../../../../src-main/host/project/pomelo/layout.ts'
import { frameworkTitle } from '../../../../../src-main/host/project/pomelo/framework.ts'
import { parseStartScript } from '../../../../../src-main/host/project/pomelo/start-script.ts'
import { temporaryFolder } from '../../../../support/grove.ts'
import { ENTRY, installed, MASTER, writeFiles, type Files } from '../../../../support/pomelo-project.ts'

const JSON_CONFIG = { 'config/servers.json': {}, 'config/master.json': MASTER }
const under = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]))
const scripts = (start: string, more: object = {}) => ({ 'package.json': { scripts: { start }, ...more } })

interface Expected {
  directory?: string
  cwd?: string
  entry?: string
  base?: string
  require?: string[]
  title?: string
  environment?: string
}

/** Paths are relative to the folder that is opened. */
const LAYOUTS: [title: string, files: Files, expected: Expected][] = [
  ['Pomelo in the folder itself', { 'app.js': ENTRY, ...JSON_CONFIG, ...installed('pomelo', '2.2.7') }, {}],
  [
    'Pomelo in game-server',
    {
      ...under('game-server', { 'app.js': ENTRY, ...JSON_CONFIG }),
      ...installed('pomelo', '0.8.0', 'game-server'),
    },
    { directory: 'game-server', cwd: 'game-server', base: 'game-server', title: 'Pomelo 0.8.0' },
  ],
  [
    'a folder for each environment',
    {
      'app.js': ENTRY,
      'config/development/servers.json': {},
      'config/development/master.json': MASTER,
      ...installed('pomelo', '1.2.3'),
    },
    { title: 'Pomelo 1.2.3' },
  ],
  [
    "Pinus' template, built: cd dist && node app",
    {
      ...under('game-server', {
        ...JSON_CONFIG,
        'app.ts': '',
        ...under('dist', { 'app.js': '', ...JSON_CONFIG }),
      }),
      'game-server/package.json': {
        main: './dist/app',
        scripts: { start: 'npm run build && cd dist &&  node app' },
        dependencies: { pinus: '1.7.4' },
      },
      ...installed('pinus', '1.7.4', 'game-server'),
    },
    {
      directory: 'game-server',
      cwd: 'game-server/dist',
      base: 'game-server/dist',
      title: 'Pinus 1.7.4',
    },
  ],
  [
    'compiled to dist, started from above',
    {
      ...under('dist', { 'app.js': '', ...JSON_CONFIG }),
      ...scripts('node dist/app.js env=production', { dependencies: { pinus: '*' } }),
      ...installed('pinus', '1.5.0'),
    },
    { entry: 'dist/app.js', base: 'dist', title: 'Pinus 1.5.0', environment: 'production' },
  ],
  [
    'only the compiled configuration is left',
    {
      'game-server/dist/app.js': '',
      ...under('game-server/dist', JSON_CONFIG),
      ...installed('pinus', '1.7.4'),
    },
    {
      directory: 'game-server',
      cwd: 'game-server',
      entry: 'dist/app.js',
      base: 'game-server/dist',
      title: 'Pinus 1.7.4',
    },
  ],
  [
    'a configuration in TypeScript, compiled',
    {
      'config/servers.ts': '',
      'dist/config/servers.js': '',
      'dist/config/master.js': '',
      'dist/app.js': '',
      ...scripts('tsc && node dist/app.js'),
      ...installed('pinus', '1.7.4'),
    },
    { entry: 'dist/app.js', base: 'dist', title: 'Pinus 1.7.4' },
  ],
  [
    'TypeScript by ts-node',
    {
      'app.ts': '',
      'config/servers.ts': '',
      ...scripts('ts-node app.ts'),
      ...installed('pinus', '1.7.4'),
    },
    { entry: 'app.ts', require: ['ts-node/register'], title: 'Pinus 1.7.4' },
  ],
  [
    'TypeScript by --require, with a NODE_ENV',
    {
      'app.ts': '',
      ...JSON_CONFIG,
      ...scripts('cross-env NODE_ENV=test node --inspect -r ts-node/register/transpile-only ./app.ts'),
      ...installed('pinus', '1.7.4'),
    },
    { entry: 'app.ts', require: ['ts-node/register/transpile-only'], title: 'Pinus 1.7.4' },
  ],
  [
    'ts-node installed, but no start script',
    {
      'app.ts': '',
      ...JSON_CONFIG,
      'node_modules/ts-node/package.json': { version: '10.9.2' },
      ...installed('pinus', '1.7.4'),
    },
    { entry: 'app.ts', require: ['ts-node/register'], title: 'Pinus 1.7.4' },
  ],
  [
    'packages in a workspace above',
    {
      'server/app.js': ENTRY,
      ...under('server', JSON_CONFIG),
      'grove.json': {},
      ...installed('pomelo', '2.2.7'),
    },
    { directory: 'server', cwd: 'server', base: 'server' },
  ],
  [
    'another entry file, by main',
    {
      'main.js': ENTRY,
      ...JSON_CONFIG,
      'package.json': { main: 'main.js' },
      ...installed('pomelo', '2.2.7'),
    },
    { entry: 'main.js' },
  ],
  [
    'an entry file that names its base',
    {
      'bin/server.js': '',
      ...JSON_CONFIG,
      ...scripts('node bin/server.js'),
      ...installed('pomelo', '2.2.7'),
    },
    { entry: 'bin/server.js' },
  ],
  [
    'a start script that pm2 runs',
    { 'app.js': ENTRY, ...JSON_CONFIG, ...scripts('pm2 start app.js'), ...installed('pomelo', '2.2.7') },
    {},
  ],
]

describe('a project is found', () => {
  it.each(LAYOUTS)('%s', async (_, files, expected) => {
    await using folder = await temporaryFolder()
    await writeFiles(folder.path, files)
    const opened = files['server/app.js'] === undefined ? folder.path : join(folder.path, 'server')
    const real = await realpath(folder.path)
    const layout = await findPomeloLayout(opened)
    const { directory = '', cwd = '', entry = 'app.js', base = '', require = [] } = expected
    expect(layout).toMatchObject({
      directory: join(real, directory),
      cwd: join(real, cwd),
      entry,
      base: join(real, base),
      require,
      environment: expected.environment ?? null,
      problems: [],
    })
    expect(layout && frameworkTitle(layout)).toBe(expected.title ?? 'Pomelo 2.2.7')
    expect(await hasPomeloProject(opened)).toBe(true)
  })
})

test('what keeps a project from being started is one sentence that says what to do', async () => {
  await using folder = await temporaryFolder()
  const problemOf = async (name: string, files: Files) => {
    await writeFiles(join(folder.path, name), files)
    const layout = await findPomeloLayout(join(folder.path, name))
    return layout?.problems.map(({ message, hint }) =>
      `${message} ${hint}`.replaceAll(layout.directory, 'DIR'),
    )
  }
  const pinus = { 'package.json': { dependencies: { pinus: '*' } } }
  expect(await problemOf('not-installed', { 'app.js': '', ...JSON_CONFIG, ...pinus })).toEqual([
    'DIR has no node_modules/pinus: its packages are not installed. Run npm install in DIR.',
  ])
  expect(
    await problemOf('not-built', { 'app.ts': '', ...JSON_CONFIG, ...installed('pinus', '1.7.4') }),
  ).toEqual([
    'DIR has app.ts, which is neither compiled to dist/ nor can be compiled, without ts-node. Build the project (npm run build), or install ts-node.',
  ])
  expect(await problemOf('no-entry', { ...JSON_CONFIG, ...installed('pomelo', '2.2.7') })).toEqual([
    expect.stringMatching(/^DIR has no entry file beside its config\/.* Build the project/),
  ])
})

test('a folder of another kind is no such project, and an entry outside of it is not taken', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'config'))
  expect(await findPomeloLayout(folder.path)).toBeNull()
  await writeFiles(folder.path, {
    'project/config/servers.json': {},
    'project/app.js': '',
    'evil.js': '',
    'project/package.json': { scripts: { start: 'cd .. && node evil.js' }, main: '../evil.js' },
  })
  expect(await findPomeloLayout(join(folder.path, 'project'))).toMatchObject({
    cwd: expect.stringMatching(/project$/),
    entry: 'app.js',
  })
})

test('the last program of a start script counts', () => {
  expect(parseStartScript('echo start')).toBeNull()
  expect(parseStartScript('')).toBeNull()
  expect(parseStartScript('cd game-server && cd dist; node "app.js" env=test type=all')).toEqual({
    cwd: './game-server/dist',
    entry: 'app.js',
    require: [],
    environment: 'test',
  })
  expect(parseStartScript('npx ts-node -P tsconfig.app.json src/app.ts')).toMatchObject({
    entry: 'src/app.ts',
    require: ['ts-node/register'],
  })
  expect(parseStartScript('node node_modules/.bin/ts-node app.ts')).toMatchObject({
    require: ['ts-node/register'],
  })
})

test('a plan may name the folder, the entry file and what is loaded before it', async () => {
  await using folder = await temporaryFolder()
  await writeFiles(folder.path, {
    ...under('backend', { 'dist/app.js': '', 'other.js': '', ...JSON_CONFIG, ...under('dist', JSON_CONFIG) }),
    'backend/package.json': { scripts: { start: 'cd dist && node app' } },
    ...installed('pinus', '1.7.4', 'backend'),
  })
  const real = await realpath(folder.path)
  const overrides = { directory: 'backend', require: ['./first.cjs', 'reflect-metadata'] }
  expect(await findPomeloLayout(folder.path, overrides)).toMatchObject({
    cwd: join(real, 'backend/dist'),
    entry: 'app.js',
    require: [join(real, 'backend/first.cjs'), 'reflect-metadata'],
  })
  expect(await findPomeloLayout(folder.path, { ...overrides, entry: 'other.js' })).toMatchObject({
    cwd: join(real, 'backend'),
    entry: 'other.js',
    require: overrides.require,
  })
})
