// User errors: each gives one clear message and the right exit code, and leaves no process behind.
import { mkdir, open, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { grove, GroveProcess, processesOf, temporaryFolder, type Finished } from '../support/grove.ts'
import { ODD_FILES } from '../support/odd-files.ts'

type Files = Record<string, string>

async function runProject(
  files: Files,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Finished & { left: number[] }> {
  await using folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, text)
  }
  const state = join(folder.path, 'state')
  const result = await grove(['up', '.', '--exit-when-ready', '--timeout', '20', ...args], {
    cwd: folder.path,
    env: { GROVE_STATE: state, ...env },
  })
  return { ...result, left: await processesOf(`GROVE_STATE=${state}`) }
}

const plan = (servers: object, rest: object = {}): string =>
  JSON.stringify({ name: 'test', servers, ...rest })
const noStack = (text: string): void => expect(text).not.toMatch(/\n\s+at /)

describe('a usage error exits with 2', () => {
  it.each([
    [['up', '--sampel', 'chat'], '--sample'],
    [['up', '--sample', 'chess'], 'chat'],
    [['up', '--servers', 'chat=many', '--sample', 'chat'], 'chat=many'],
    [['upp'], 'up'],
    [['up', '--timeout', 'soon', '--sample', 'chat'], 'timeout'],
    [['export'], 'timeline file'],
    [['export', 'nothing.ndjson', '--format', 'ndjson'], 'nothing.ndjson'],
    [['export', 'x.ndjson', '--format', 'gif'], 'mermaid'],
    [['export', 'x.ndjson', '--format', 'ndjson', '--from', 'noon'], '--from'],
    [['export', 'x.ndjson', '--format', 'ndjson', '--from', '2s', '--to', '1s'], 'later'],
  ])('%j prints one sentence', async (args, mention) => {
    await using folder = await temporaryFolder()
    const result = await grove(args, { cwd: folder.path, env: { GROVE_STATE: join(folder.path, 'state') } })
    expect(result.stderr).toContain(mention)
    expect(result.code).toBe(2)
    expect(result.stdout).toBe('')
    noStack(result.stderr)
  })
})

describe.skipIf(process.platform === 'win32')('a FIFO or a device in place of a file', () => {
  it.each([
    ['a FIFO', '.env', ['up'], 'it is a named pipe'],
    ['a link to /dev/zero', 'grove.json', ['up'], 'it is a device'],
    ['a link to /dev/zero', 'x.ndjson', ['check', 'x.ndjson'], 'it is a device'],
    ['a folder', 'x.html', ['export', 'x.html', '--format', 'csv'], 'it is a folder'],
  ])('%s as %s costs one sentence', async (kind, name, args, reason) => {
    await using folder = await temporaryFolder()
    if (name !== 'grove.json') await writeFile(join(folder.path, 'grove.json'), plan({ chat: {} }))
    await ODD_FILES[kind]?.make(join(folder.path, name))
    const result = await grove(args, { cwd: folder.path, env: { GROVE_STATE: join(folder.path, 'state') } })
    expect(result.stderr).toContain(`${name} cannot be read: ${reason}.`)
    expect(result.code).toBeGreaterThan(0)
    noStack(result.stderr)
  })

  it('a pipe that the user names is waited for until Ctrl-C', async () => {
    await using folder = await temporaryFolder()
    const pipe = join(folder.path, 'pipe')
    await ODD_FILES['a FIFO']?.make(pipe)
    const check = new GroveProcess(['check', pipe], { env: { GROVE_STATE: join(folder.path, 'state') } })
    const writer = await open(pipe, 'w')
    check.child.kill('SIGINT')
    expect((await check.finished).signal).toBe('SIGINT')
    await writer.close()
  })
})

describe('an invalid plan starts nothing and exits with 2', () => {
  it.each([
    [
      'an unknown field',
      { 'grove.json': plan({ chat: { count: 1, prot: 1 } }) },
      ['grove.json', 'servers.chat.prot', 'did you mean port? Allowed are: count, port'],
    ],
    [
      'a wrong type',
      { 'grove.json': plan({ chat: { count: 'two' } }) },
      ['grove.json', 'servers.chat.count'],
    ],
    ['invalid JSON', { 'grove.json': '{ "name": "x", }' }, ['grove.json', 'grove.json:1:14']],
    ['a missing plan', { 'readme.txt': '' }, ['grove.json']],
    [
      'a pattern with lookahead',
      { 'grove.json': plan({ chat: { ready: { log: 'up(?=!)' } } }) },
      ['grove.json: servers.chat.ready.log must be', 'lookaround', '(?='],
    ],
    [
      'a pattern with a backreference',
      { 'grove.json': plan({ chat: { ready: { log: '(a)\\1' } } }) },
      ['grove.json: servers.chat.ready.log must be', 'backreferences', '\\1'],
    ],
    ['no server types', { 'grove.json': plan({}) }, ['The plan has no servers.', '"servers"']],
    ['no servers', { 'grove.json': plan({ chat: { count: 0 } }) }, ['the count of chat is 0']],
    ['a reserved type', { 'grove.json': plan({ master: {} }) }, ['servers.master', 'reserved']],
  ] as [string, Files, string[]][])('%s', async (_, files, mentions) => {
    const result = await runProject(files)
    for (const mention of mentions) expect(result.stderr).toContain(mention)
    expect(result).toMatchObject({ code: 2, stdout: '', left: [] })
    noStack(result.stderr)
  })
})

describe('folders and options of the environment', () => {
  const project = { 'grove.json': plan({ chat: { count: 1 } }) }

  it.runIf(process.platform === 'linux')('a state folder that no system call can create', async () => {
    const result = await runProject(project, [], { GROVE_STATE: '/proc/none/state' })
    expect(result.stderr).toContain('Grove cannot record this run in /proc/none/state')
    expect(result).toMatchObject({ code: 2, stdout: '' })
    noStack(result.stderr)
  })

  it('a preload that is relative to another folder', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'hook.cjs'), '')
    await mkdir(join(folder.path, 'project'))
    await writeFile(join(folder.path, 'project', 'grove.json'), project['grove.json'])
    const result = await grove(['up', 'project', '--exit-when-ready', '--timeout', '20'], {
      cwd: folder.path,
      env: { GROVE_STATE: join(folder.path, 'state'), NODE_OPTIONS: '--require ./hook.cjs' },
    })
    expect(result.stderr).toContain("Cannot find module './hook.cjs'")
    expect(result.stderr).toContain('Relative paths in NODE_OPTIONS and nodeArgs start at the project folder')
    expect(result.code).toBe(1)
    noStack(result.stderr)
  })
})

describe('a failure during the start stops everything and exits with 1', () => {
  it('a project file that throws', async () => {
    const result = await runProject({
      'grove.json': plan({ chat: { count: 2 } }),
      'servers/chat/remote/room.ts': `const seats: number = 3\nif (seats > 2) throw new Error('no such table')\nexport default () => ({})\n`,
    })
    expect(result.stderr).toContain('no such table')
    expect(result.stderr).toContain('servers/chat/remote/room.ts:2')
    expect(result).toMatchObject({ code: 1, left: [] })
    noStack(result.stderr)
  })

  it('a file that does not compile', async () => {
    const result = await runProject({
      'grove.json': plan({ chat: { count: 1 } }),
      'servers/chat/remote/room.ts': 'export default () => ({ join( })\n',
    })
    expect(result.stderr).toContain('servers/chat/remote/room.ts:1:')
    expect(result.code).toBeGreaterThan(0)
    expect(result.left).toEqual([])
    noStack(result.stderr)
  })

  it('a service of the wrong shape', async () => {
    const result = await runProject({
      'grove.json': plan({ chat: { count: 1 } }),
      'servers/chat/remote/room.js': 'export default { join() {} }\n',
    })
    expect(result.stderr).toContain('default export must be a function')
    expect(result).toMatchObject({ code: 1, left: [] })
  })

  it('a hook that throws', async () => {
    const result = await runProject({
      'grove.json': plan({ chat: { count: 1 } }),
      'servers/chat/lifecycle.js': `export default { async afterStartup() { throw new Error('no database') } }\n`,
    })
    expect(result.stderr).toContain('no database')
    expect(result).toMatchObject({ code: 1, left: [] })
  })

  it('a wrong token', async () => {
    const result = await runProject({
      'grove.json': plan({ chat: { count: 1, env: { GROVE_TOKEN: 'guess' } } }),
    })
    expect(result.stderr).toContain('chat-1')
    expect(result.stderr).toContain('token')
    expect(result.stderr).not.toContain('guess')
    expect(result).toMatchObject({ code: 1, left: [] })
    noStack(result.stderr)
  })

  it.each([
    ["the master's port", (port: number) => plan({ chat: { count: 1 } }, { master: { port } })],
    ["a server's port", (port: number) => plan({ chat: { count: 1, port } })],
  ])('a port in use: %s', async (_, planWith) => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const result = await runProject({ 'grove.json': planWith(port) })
    taken.close()
    expect(result.stderr).toContain(`Port ${port} on 127.0.0.1 is used by`)
    expect(result).toMatchObject({ code: 1, left: [] })
    noStack(result.stderr)
  })

  it('a server that never becomes ready is named at the timeout', async () => {
    const result = await runProject(
      {
        'grove.json': plan({ chat: { count: 1 }, gate: { count: 1, port: 'none' } }),
        'servers/chat/lifecycle.js': 'export default { afterStartup: () => new Promise(() => undefined) }\n',
      },
      ['--timeout', '3'],
    )
    expect(result.stderr).toContain('chat-1')
    expect(result).toMatchObject({ code: 1, left: [] })
  })
})
