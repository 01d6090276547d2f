// Instance files.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
// Imported from the file: the entry point does not export it.
import { announce, findInstances, type Instance } from '../../../src-main/control/instance.ts'
import { processInfo } from '../../../src-main/host/system/process-info/process-info.ts'
import { temporaryFolder } from '../../support/grove.ts'

const own = {
  version: '0.0.1',
  shell: 'terminal',
  startedAt: '2026-01-01T00:00:00.000Z',
  port: 4_000,
  token: 'x'.repeat(43),
} as const

async function startTimeOf(pid: number): Promise<string> {
  const [facts] = await processInfo([pid])
  return facts?.startTime ?? 'never'
}

async function write(state: string, instance: Partial<Instance> & { pid: number }): Promise<void> {
  const startTime = await startTimeOf(instance.pid)
  const text = JSON.stringify({ ...own, startTime, ...instance })
  await writeFile(join(state, 'instances', `${instance.pid}.json`), text)
}

it('is found by its file, which is private and removed on withdrawal', async () => {
  await using state = await temporaryFolder()
  const withdraw = await announce(state.path, own)
  const startTime = await startTimeOf(process.pid)
  expect(await findInstances(state.path)).toEqual([{ ...own, pid: process.pid, startTime }])
  const folder = join(state.path, 'instances')
  const file = await stat(join(folder, `${process.pid}.json`))
  if (process.platform !== 'win32') {
    expect(file.mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  }
  withdraw()
  expect(await findInstances(state.path)).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

it('is not found after its process has ended, even if its pid is reused', async () => {
  await using state = await temporaryFolder()
  const withdraw = await announce(state.path, own)
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await write(state.path, { pid: child.pid ?? 0 })
  await once(child, 'exit')
  await write(state.path, { pid: process.ppid, startTime: 'at another time' })
  await writeFile(join(state.path, 'instances', '12.json'), '{ "pid": 12')
  expect((await findInstances(state.path)).map(({ pid }) => pid)).toEqual([process.pid])
  expect(await readdir(join(state.path, 'instances'))).toEqual([`${process.pid}.json`])
  withdraw()
})

it('is not found in a missing state folder', async () => {
  expect(await findInstances('/nowhere/at/all')).toEqual([])
})
