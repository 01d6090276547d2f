// The question whether to trust a project lists everything that would run, and is asked again when that changes.
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { dangerOfVariable, dangersOfNodeArgs } from '../../../../src-main/host/project/dangers.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { trustProject } from '../../../support/trust-project.ts'

async function makeProject(folder: string) {
  const directory = join(folder, 'project')
  await mkdir(join(directory, 'servers/chat/remote'), { recursive: true })
  const write = (name: string, content: unknown) =>
    writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content))
  await write('servers/chat/remote/room.ts', 'export default (')
  const plan = { name: 'mine', env: { LEVEL: 'debug' }, servers: { chat: {} } }
  await write('grove.json', plan)
  await write('.env', 'API_KEY=hunter2\n')
  const { api } = createHost({ shell: 'web', state: join(folder, 'state') })
  const target = { kind: 'path', path: directory } as const
  return { directory, write, plan, api, target }
}

test('command lines, arguments for Node and variables are listed, and the dangerous ones flagged', async () => {
  await using folder = await temporaryFolder()
  const { api, target, write } = await makeProject(folder.path)
  await write('.env', 'API_KEY=hunter2\nNODE_OPTIONS="--import ./evil.mjs"\n')
  await write('package.json', {})
  const chat = {
    nodeArgs: ['--require', './x.cjs'],
    args: ['--name', "Ann's \u202e"],
    env: { PATH: '/evil' },
  }
  await write('grove.json', { name: 'mine', env: { LD_PRELOAD: './e.so' }, servers: { chat, gate: {} } })
  expect(await api.preview(target)).toMatchObject({
    commands: [
      {
        serverType: 'chat',
        line: String.raw`node --require ./x.cjs (Grove) chat-1 --name 'Ann'\''s \u{202e}'`,
        dangers: ['loads ./x.cjs'],
      },
      { serverType: 'gate', line: 'node (Grove) gate-1', dangers: [] },
    ],
    variables: [
      { source: '.env', name: 'API_KEY', danger: null, value: null },
      {
        source: '.env',
        name: 'NODE_OPTIONS',
        danger: 'adds options to Node; loads ./evil.mjs',
        value: '--import ./evil.mjs',
      },
      { source: 'the plan', name: 'LD_PRELOAD', value: './e.so' },
      { source: 'type chat', name: 'PATH', value: '/evil' },
    ],
    resolution: ['package.json'],
  })
})

test('programs are listed with their command line, folder and dangers', async () => {
  await using folder = await temporaryFolder()
  const { api, target, write } = await makeProject(folder.path)
  const servers = {
    web: { command: 'node -r ./evil.cjs web.mjs $PORT', cwd: '../web', env: { PATH: '/evil' } },
    job: { command: ['bash', '-c', 'rm -rf \u202e/'] },
    node: { command: './bin/node', adapter: './my.adapter.json' },
    quiet: { command: 'python3 worker.py', cwd: 'py' },
  }
  await write('grove.json', { name: 'mine', servers })
  const { commands, variables, problems } = await api.preview(target)
  expect(commands).toEqual([
    {
      serverType: 'web',
      line: "node -r ./evil.cjs web.mjs '$PORT' in ../web",
      dangers: ['loads ./evil.cjs', "runs in a folder outside of the project's"],
    },
    { serverType: 'job', line: String.raw`bash -c 'rm -rf \u{202e}/'`, dangers: ['runs a shell'] },
    { serverType: 'node', line: './bin/node, which loads the hook of ./my.adapter.json', dangers: [] },
    { serverType: 'quiet', line: 'python3 worker.py in py', dangers: [] },
  ])
  expect(variables).toContainEqual({
    source: 'type web',
    name: 'PATH',
    danger: 'changes which programs are found',
    value: '/evil',
  })
  expect(problems.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['servers.web.cwd', 'servers.quiet.cwd']),
  )
})

test.each<[string, (write: (name: string, content: unknown) => Promise<void>) => Promise<unknown>, string[]]>(
  [
    [
      'a new service',
      (write) => write('servers/chat/remote/new.ts', ''),
      ['chat loads servers/chat/remote/new.ts'],
    ],
    [
      'a new lifecycle',
      (write) => write('servers/chat/lifecycle.ts', ''),
      ['chat loads servers/chat/lifecycle.ts'],
    ],
    [
      'an argument for Node',
      (write) =>
        write('grove.json', {
          name: 'mine',
          env: { LEVEL: '' },
          servers: { chat: { nodeArgs: ['-r', './x'] } },
        }),
      ['chat runs node -r ./x (Grove) chat-1'],
    ],
    [
      'a variable',
      (write) => write('.env', 'API_KEY=1\nNODE_PATH=./evil'),
      ['.env sets NODE_PATH to ./evil'],
    ],
    ['a file of Yarn', (write) => write('.pnp.cjs', ''), ['every process loads .pnp.cjs']],
    [
      'a file of Yarn above the project',
      (write) => write('../.pnp.cjs', ''),
      ['every process loads ../.pnp.cjs'],
    ],
    [
      'a public master',
      (write) =>
        write('grove.json', {
          name: 'mine',
          env: { LEVEL: '' },
          master: { host: '0.0.0.0' },
          servers: { chat: {} },
        }),
      ['the master listens on 0.0.0.0'],
    ],
  ],
)('%s is shown before it runs', async (_, change, added) => {
  await using folder = await temporaryFolder()
  const { api, target, directory, write } = await makeProject(folder.path)
  await trustProject(api, directory)
  expect(await api.preview(target)).toMatchObject({ trusted: true })
  await change(write)
  const { trusted, changes } = await api.preview(target)
  expect({ trusted, added: changes?.added }).toEqual({ trusted: false, added })
  await expect(api.start(target)).rejects.toMatchObject({ code: 'UNTRUSTED' })
  await trustProject(api, directory)
  await expect(api.start(target)).rejects.toMatchObject({ code: 'COMPILE_FAILED' })
})

test('edits of code, values, counts and ports do not ask again', async () => {
  await using folder = await temporaryFolder()
  const { api, target, directory, write, plan } = await makeProject(folder.path)
  await trustProject(api, directory)
  await write('servers/chat/remote/room.ts', 'export default 1')
  await write('.env', 'API_KEY=other\n')
  await write('grove.json', { ...plan, servers: { chat: { count: 3, port: 4050 } } })
  expect(await api.preview(target)).toMatchObject({ trusted: true })
})

test('trust is for what was shown, and for the real folder', async () => {
  await using folder = await temporaryFolder()
  const { api, target, directory, write } = await makeProject(folder.path)
  const { shown } = await api.preview(target)
  await write('servers/chat/remote/new.ts', '')
  await expect(api.trust(target, shown)).rejects.toMatchObject({ code: 'CHANGED' })
  await trustProject(api, directory)
  const link = join(folder.path, 'link')
  await symlink(directory, link)
  expect(await api.preview({ kind: 'path', path: link })).toMatchObject({ trusted: true })
  await rename(directory, join(folder.path, 'moved'))
  expect(await api.preview({ kind: 'path', path: join(folder.path, 'moved') })).toMatchObject({
    trusted: false,
  })
})

test('a project that cannot be started cannot be trusted', async () => {
  await using folder = await temporaryFolder()
  const { api, target, write } = await makeProject(folder.path)
  await write('.env', 'no variable')
  const { shown } = await api.preview(target)
  await expect(api.trust(target, shown)).rejects.toMatchObject({ code: 'BAD_ENV' })
})

test.each([
  [
    ['--require=./a.cjs', '-r', './b.cjs'],
    ['loads ./a.cjs', 'loads ./b.cjs'],
  ],
  [['--experimental_loader', './l.mjs'], ['loads ./l.mjs']],
  [['--env-file=x.env', '--max-old-space-size=256'], ['reads variables from x.env']],
  [['-e', 'evil()'], ['runs evil()']],
  [['./evil.js'], ["runs ./evil.js instead of Grove's file"]],
  [['-C', 'development', '--title', 'x'], []],
  [['--inspect-brk=0.0.0.0'], ['opens a debugger, which lets others run code']],
  [['--import'], ['loads nothing']],
])('arguments for Node: %j', (args, dangers) => {
  expect(dangersOfNodeArgs(args)).toEqual(dangers)
})

test('variables that load code or redirect traffic are flagged, others are not', () => {
  const dangerous =
    'NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_REPL_EXTERNAL_MODULE NODE_TLS_REJECT_UNAUTHORIZED LD_PRELOAD ' +
    'LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES PATH BASH_ENV ENV ELECTRON_RUN_AS_NODE OPENSSL_CONF PYTHONPATH ' +
    'http_proxy HTTPS_PROXY GROVE_TOKEN'
  for (const name of dangerous.split(' ')) expect(dangerOfVariable(name, ''), name).not.toBe(null)
  for (const name of ['API_KEY', 'NODE_ENV', 'PORT', 'DEBUG', 'HOME', 'TZ']) {
    expect(dangerOfVariable(name, ''), name).toBe(null)
  }
})
