import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Reaper } from '../../../../src-main/host/system/reaper.ts'

const fixture = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'processes', 'ignores-signals.mjs')

const ledger = { add: () => {}, remove: () => {}, setReaper: () => {}, close: async () => {} }
const MARK = { GROVE_RUN: `reaper-test-${process.pid}` }

async function startUnkillable(mark = {}) {
  const child = spawn(process.execPath, [fixture], {
    env: { ...process.env, ...mark },
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  return { child, pid: child.pid ?? 0, exited: once(child, 'exit') }
}

test('stop kills unresponsive, suspended and marked processes, but not those removed before', async () => {
  const [unkillable, paused, kept, marked] = await Promise.all([
    startUnkillable(),
    startUnkillable(),
    startUnkillable(),
    startUnkillable(MARK),
  ])
  process.kill(paused.pid, 'SIGSTOP')
  const reaper = new Reaper(`GROVE_RUN=${MARK.GROVE_RUN}`, ledger)
  reaper.start()
  for (const { pid } of [kept, unkillable, paused]) reaper.add('unkillable', pid)
  reaper.remove(kept.pid)
  await reaper.stop()
  expect(await unkillable.exited).toEqual([null, 'SIGKILL'])
  expect(await paused.exited).toEqual([null, 'SIGKILL'])
  expect(await marked.exited).toEqual([null, 'SIGKILL'])
  expect(kept.child.exitCode).toBe(null)
  process.kill(-kept.pid, 'SIGKILL')
  expect(await kept.exited).toEqual([null, 'SIGKILL'])
})

test('stop returns at once when every process has ended', async () => {
  const reaper = new Reaper(`GROVE_RUN=${MARK.GROVE_RUN}`, ledger)
  reaper.start()
  reaper.add('gone', 999_999_991)
  reaper.add('gone', 999_999_992)
  reaper.remove(999_999_991)
  reaper.remove(999_999_992)
  const begun = performance.now()
  await reaper.stop()
  expect(performance.now() - begun).toBeLessThan(1_500)
})
