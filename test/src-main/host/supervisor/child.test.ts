import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChildMessage } from '../../../../core/process/messages.ts'
import { Child, type ChildCommand } from '../../../../src-main/host/supervisor/child.ts'
import { serverStopSteps } from '../../../../src-main/host/supervisor/stop-escalation.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { isAlive } from '../../../support/cluster.ts'
import { until } from '../../../support/until.ts'

const fixture = (name: string) =>
  join(import.meta.dirname, '..', '..', '..', 'fixtures', 'processes', `${name}.mjs`)
const SHORT = serverStopSteps({ stopMs: 60, sigtermMs: 60 })

async function begin(folder: string, name: string, change: Partial<ChildCommand> = {}) {
  const heard: ChildMessage[] = []
  const log = join(folder, 'log')
  const command: ChildCommand = {
    program: process.execPath,
    nodeArgs: [],
    args: [fixture(name), 'chat-1'],
    directory: folder,
    env: {},
    token: 'secret',
    adapter: null,
    log,
    ...change,
  }
  const child = new Child(command, { message: (message) => heard.push(message) })
  return { child, heard, log }
}

/** The pid of the process that `ignores-signals` started itself. */
async function grandchildOf(heard: ChildMessage[]): Promise<number> {
  const [hello] = await until('the child says hello', () => (heard.length > 0 ? heard : null))
  return hello?.grove === 'hello' ? Number(hello.instance) : 0
}

test('a child stops on request; its output is in its log, and messages of user code are ignored', async () => {
  await using folder = await temporaryFolder()
  const { child, heard, log } = await begin(folder.path, 'graceful')
  await until('it says hello', () => heard.length > 0)
  expect(await child.stop()).toEqual({ code: 0, signal: null })
  expect(heard).toEqual([{ grove: 'hello', instance: 'graceful' }])
  expect(child.status).toBe('exited')
  expect(await readFile(log, 'utf8')).toBe('on stdout\non stderr\n')
})

test('a child that ignores the request is killed together with its descendants', async () => {
  await using folder = await temporaryFolder()
  const { child, heard } = await begin(folder.path, 'ignores-signals')
  const grandchild = await grandchildOf(heard)
  expect(isAlive(grandchild)).toBe(true)
  expect(await child.stop(SHORT)).toEqual({ code: null, signal: 'SIGKILL' })
  await until('the grandchild is gone', () => isGone(grandchild))
})

test('a second request to stop kills it at once', async () => {
  await using folder = await temporaryFolder()
  const { child, heard } = await begin(folder.path, 'ignores-signals')
  const grandchild = await grandchildOf(heard)
  void child.stop(serverStopSteps({ stopMs: 1e6, sigtermMs: 1e6 }))
  expect(await child.stop()).toMatchObject({ signal: 'SIGKILL' })
  await until('the grandchild is gone', () => isGone(grandchild))
})

test('a suspended child receives SIGTERM, because it is continued first', async () => {
  await using folder = await temporaryFolder()
  const { child, heard } = await begin(folder.path, 'graceful')
  await until('it says hello', () => heard.length > 0)
  process.kill(child.pid ?? 0, 'SIGSTOP')
  expect(await child.stop(serverStopSteps({ stopMs: 60, sigtermMs: 1e6 }))).not.toMatchObject({
    signal: 'SIGKILL',
  })
})

const BIG = 'x'.repeat(140_000)
const SECRET = 'xyz-secret'
const CANNOT_SPAWN: [what: string, change: (folder: string) => Partial<ChildCommand>, reason: RegExp][] = [
  ['Node is missing', (folder) => ({ program: join(folder, 'none') }), /none cannot be run: .*ENOENT$/],
  ['Node is no program', () => ({ program: fixture('graceful') }), /graceful.mjs cannot be run: .*EACCES$/],
  ['its folder is gone', () => ({ directory: '/gone/p' }), /^its folder \/gone\/p does not exist any more$/],
  ['its folder is a file', () => ({ directory: fixture('graceful') }), /graceful.mjs is not a folder$/],
  ['NUL in a variable', () => ({ env: { TOKEN: `${SECRET}\0` } }), /^the variable TOKEN contains a NUL/],
  [
    'NUL in an argument',
    () => ({ args: ['f', 'id', '\0'] }),
    /^argument 1 \(args in the plan\) contains a NUL/,
  ],
  ['NUL for Node', () => ({ nodeArgs: ['-r', '\0'] }), /^argument 2 for Node contains a NUL/],
  ['NUL in a path', () => ({ directory: '/tmp/\0' }), /^the path of the project's folder contains a NUL/],
]
/** Only Linux limits a single argument. */
const TOO_BIG: typeof CANNOT_SPAWN = [
  [
    'a variable is too big',
    () => ({ env: { CERT: SECRET + BIG } }),
    /^the variable CERT has 137 KiB, and the/,
  ],
  [
    'an argument is too big',
    () => ({ args: ['f', 'id', 'a', BIG] }),
    /^argument 2 \(args in the plan\) has 137 KiB/,
  ],
  [
    'all together is too big',
    () => ({ args: ['f', 'id', ...Array<string>(80).fill('x'.repeat(100_000))] }),
    /have 7.\d MiB together.* the largest is argument 1 \(args in the plan\) with 98 KiB$/,
  ],
]

for (const [what, change, reason] of process.platform === 'linux'
  ? [...CANNOT_SPAWN, ...TOO_BIG]
  : CANNOT_SPAWN) {
  test(`a child that cannot be spawned has a reason, without values: ${what}`, async () => {
    await using folder = await temporaryFolder()
    const { child } = await begin(folder.path, 'graceful', change(folder.path))
    expect(child.pid).toBeUndefined()
    const exit = await child.exited
    expect(exit).toMatchObject({ code: null, signal: null })
    expect(exit.reason).toMatch(reason)
    expect(exit.reason).not.toContain(SECRET)
    expect(await child.stop()).toBe(exit)
    expect(child.status).toBe('exited')
  })
}

/** An orphan's pid stays until init has buried it, which may take a while in a container. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return stat === null ? !isAlive(pid) : /\) Z /.test(stat)
}
