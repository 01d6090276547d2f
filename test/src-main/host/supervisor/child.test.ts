import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChildMessage } from '../../../../core/process/messages.ts'
import { Child } from '../../../../src-main/host/supervisor/child.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { isAlive } from '../../../support/cluster.ts'
import { until } from '../../../support/until.ts'

const fixture = (name: string) =>
  join(import.meta.dirname, '..', '..', '..', 'fixtures', 'processes', `${name}.mjs`)
const SHORT = { stopMs: 60, sigtermMs: 60 }

async function begin(folder: string, name: string, node = process.execPath) {
  const heard: ChildMessage[] = []
  const log = join(folder, 'log')
  const child = new Child({ node, args: [fixture(name)], directory: folder, env: {}, log }, (message) =>
    heard.push(message),
  )
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
  void child.stop({ stopMs: 1e6, sigtermMs: 1e6 })
  expect(await child.stop()).toMatchObject({ signal: 'SIGKILL' })
  await until('the grandchild is gone', () => isGone(grandchild))
})

test('a suspended child receives SIGTERM, because it is continued first', async () => {
  await using folder = await temporaryFolder()
  const { child, heard } = await begin(folder.path, 'graceful')
  await until('it says hello', () => heard.length > 0)
  process.kill(child.pid ?? 0, 'SIGSTOP')
  expect(await child.stop({ stopMs: 60, sigtermMs: 1e6 })).not.toMatchObject({ signal: 'SIGKILL' })
})

test('a program that cannot be spawned has a reason', async () => {
  await using folder = await temporaryFolder()
  const { child } = await begin(folder.path, 'graceful', join(folder.path, 'no-node'))
  const exit = await child.exited
  expect(exit).toMatchObject({ code: null, signal: null })
  expect(exit.reason).toContain('ENOENT')
})

/** An orphan's pid stays until init has buried it, which may take a while in a container. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return stat === null ? !isAlive(pid) : /\) Z /.test(stat)
}
