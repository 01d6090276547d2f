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
  'the owner of a port is found if it listens on %s',
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

test('a free port has no conflict, and freeing it does nothing', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  listener.child.kill('SIGKILL')
  await once(listener.child, 'exit')
  expect(await describePortConflict(folder.path, HOST, listener.port)).toBe(null)
  expect(await freePort(folder.path, listener.port)).toBe(null)
})

test('a conflict names command, pid and start time; a process that Grove did not start is not killed', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { pid, port } = listener
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem).toMatchObject({
    code: 'PORT_IN_USE',
    owner: { pid, command: expect.stringContaining('node'), startedAt: expect.any(String), ours: false },
  })
  expect(problem?.message).toMatch(
    new RegExp(`^Port ${port} on ${HOST} is used by .*\\(pid ${pid}, started \\d\\d:\\d\\d\\)\\.$`),
  )
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
  expect(await processInfo([pid])).toHaveLength(1)
})

test('an orphan that uses a port is reported as one, and killed on request', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { child, pid, startTime, port } = listener
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime }])
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem?.owner).toMatchObject({ pid, ours: true })
  expect(problem?.hint).toMatch(
    /^It is chat-1 of the cluster "mine", your orphan of 2026-01-01 \d\d:02\. .*--free-port/,
  )
  const exited = once(child, 'exit')
  expect(await freePort(folder.path, port)).toBe(`chat-1 (pid ${pid})`)
  expect(await exited).toEqual([null, 'SIGTERM'])
})

test('a process that only has the pid of an orphan is not killed', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  const { pid, startTime, port } = listener
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime: `${startTime}1` }])
  expect((await describePortConflict(folder.path, HOST, port))?.owner).toMatchObject({ ours: false })
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
  expect(await processInfo([pid])).toHaveLength(1)
})

test('a server of a running cluster is reported with its Grove, and not killed', async () => {
  await using folder = await temporaryFolder()
  using listener = await startListeningProcess()
  using launcher = await startProcess()
  const { pid, startTime, port } = listener
  const alive = { pid: launcher.pid, startTime: launcher.startTime }
  await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid, startTime }], { launcher: alive })
  const problem = await describePortConflict(folder.path, HOST, port)
  expect(problem?.owner).toMatchObject({ ours: false })
  expect(problem?.hint).toContain(
    `chat-1 of the cluster "mine", which runs (its Grove is pid ${launcher.pid})`,
  )
  await expect(freePort(folder.path, port)).rejects.toMatchObject({ code: 'NOT_OURS' })
})

test('freeing a port fails and names the owner if the port is still used after the orphan was killed', async () => {
  await using folder = await temporaryFolder()
  // The second process inherits the listening socket and is in no process group of the orphan.
  const program = `const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
    const stdio = ['ignore', 'ignore', 'ignore', server._handle.fd]
    const heir = require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio })
    console.log(server.address().port, heir.pid)
  })`
  using orphan = await startProcess([process.execPath, '-e', program])
  const [output] = (await once(orphan.child.stdout ?? orphan.child, 'data')) as [Buffer]
  const [port = 0, heir = 0] = output.toString().split(' ').map(Number)
  try {
    await writeOrphanedRun(folder.path, [{ id: 'chat-1', pid: orphan.pid, startTime: orphan.startTime }])
    const freed = freePort(folder.path, port)
    await expect(freed).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `chat-1 (pid ${orphan.pid}) was stopped, but port ${port} is still used by sleep 1000 (pid ${heir}).`,
    })
  } finally {
    process.kill(heir, 'SIGKILL')
  }
})
