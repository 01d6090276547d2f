import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ServerSummary } from '../../../../../src-main/contract/index.ts'
import { StickyPorts } from '../../../../../src-main/host/system/ports/sticky.ts'
import { temporaryFolder } from '../../../../support/grove.ts'
import { startProcess, writeOrphanedRun } from '../../../../support/orphaned-run.ts'
import { until } from '../../../../support/until.ts'

const servers = (ports: Record<string, number | null>) => () =>
  Object.entries(ports).map(([id, port]) => ({ id, port }) as ServerSummary)

async function projects(state: string): Promise<[string, string]> {
  const folders = ['one', 'two'].map((name) => join(state, name)) as [string, string]
  for (const folder of folders) await mkdir(folder)
  return folders
}

/** The port that the next start would ask for. */
async function remembered(state: string, folder: string, id: string): Promise<number | undefined> {
  return (await StickyPorts.open(state, folder))?.portOf(id)
}

test('the port of a server is remembered by the real path of the project', async () => {
  await using folder = await temporaryFolder()
  const [one, two] = await projects(folder.path)
  const ports = await StickyPorts.open(folder.path, one)
  ports?.record(servers({ 'chat-1': 5001, 'gate-1': null }))
  await until('it is written', async () => (await remembered(folder.path, one, 'chat-1')) === 5001)
  expect(await remembered(folder.path, one, 'gate-1')).toBe(undefined)
  expect(await remembered(folder.path, two, 'chat-1')).toBe(undefined)
  await symlink(one, join(folder.path, 'link'))
  expect(await remembered(folder.path, join(folder.path, 'link'), 'chat-1')).toBe(5001)
  const others = await StickyPorts.open(folder.path, two)
  others?.record(servers({ 'chat-1': 5002 }))
  await until('it is written', async () => (await remembered(folder.path, two, 'chat-1')) === 5002)
  expect(await remembered(folder.path, one, 'chat-1')).toBe(5001)
})

test('a second cluster of a running project neither gets nor changes the remembered ports', async () => {
  await using folder = await temporaryFolder()
  const [one] = await projects(folder.path)
  using launcher = await startProcess()
  const alive = { pid: launcher.pid, startTime: launcher.startTime }
  await writeOrphanedRun(folder.path, [], { launcher: alive, directory: one })
  expect(await StickyPorts.open(folder.path, one)).toBe(null)
})

test('a damaged file is ignored', async () => {
  await using folder = await temporaryFolder()
  const [one] = await projects(folder.path)
  await writeFile(join(folder.path, 'ports.json'), '[{ "directory": 1 }')
  expect(await remembered(folder.path, one, 'chat-1')).toBe(undefined)
})
