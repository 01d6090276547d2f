import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { portOwner } from '../../../../../src-main/host/system/ports/port-owner.ts'
import { describePortConflict, freePort } from '../../../../../src-main/host/system/ports/port-conflict.ts'
import { processInfo } from '../../../../../src-main/host/system/process-info/process-info.ts'
import { temporaryFolder } from '../../../../support/grove.ts'
import { startListeningProcess, startProcess, writeOrphanedRun } from '../../../../support/orphaned-run.ts'

const HOST = '127.0.0.1'

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'who listens on %s is found, and nobody where nobody does',
  async (host) => {
    const server = createServer().listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await portOwner(port)).toBe(process.pid)
    server.close()
    await once(server, 'close')
    expect(await portOwner(port)).toBe(null)
  },
)

test('a port that is free needs no explanation, and freeing it does nothing', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  listener.child.kill('SIGKILL')
  await once(listener.child, 'exit')
  expect(await describePortConflict(folder.path, HOST, listener.port)).toBe(null)
  expect(await freePort(folder.path, listener.port)).toBe(null)
})

test('a stranger’s port is explained by pid, command and time; the stranger is not ended', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { pid, port } = listener
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem).toMatchObject({
    code: 'PORT_IN_USE',
    owner: { pid, command: expect.stringContaining('node'), startedAt: expect.any(String), ours: false },
  })
  expect(problem?.message).toMatch(
    new RegExp(`^Port ${port} on ${HOST} is in use by .*\\(pid ${pid}\\), since \\d\\d:\\d\\d\\.$`),
  )
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
  expect(await processInfo([pid])).toHaveLength(1)
})

test('an orphan of Grove’s is called one, and ended', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { child, pid, birth, port } = listener
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, birth }])
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem?.owner).toMatchObject({ pid, ours: true })
  expect(problem?.hint).toMatch(
    /^It is chat-1 of the cluster "mine", your orphan of 2026-01-01 \d\d:02\. .*--free-port/,
  )
  const exited = once(child, 'exit')
  expect(await freePort(folder.path, port)).toBe(`chat-1 (pid ${pid})`)
  expect(await exited).toEqual([null, 'SIGTERM'])
})

test('one that only has an orphan’s pid is a stranger', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { pid, birth, port } = listener
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, birth: `${birth}1` }])
  expect((await describePortConflict(folder.path, HOST, port))?.owner).toMatchObject({ ours: false })
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
  expect(await processInfo([pid])).toHaveLength(1)
})

test('a server of a cluster that runs is named with its Grove, and not ended', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  using launcher = await startProcess()
  const { pid, birth, port } = listener
  const alive = { pid: launcher.pid, birth: launcher.birth }
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, birth }], { launcher: alive })
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem?.owner).toMatchObject({ ours: false })
  expect(problem?.hint).toContain(
    `chat-1 of the cluster "mine", which runs (its Grove is pid ${launcher.pid})`,
  )
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
})
