import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processInfo } from '../../../../../src-main/host/system/process-info/process-info.ts'
import { pidsOfRun, runMark } from '../../../../../src-main/host/system/process-info/process-info.ts'
import { processesFromPs, markedPidsFromPs } from '../../../../../src-main/host/system/process-info/ps.ts'

function sleeper(run: string) {
  const [name = '', value = ''] = runMark(run).split('=')
  return spawn('sleep', ['1000'], { stdio: 'ignore', env: { ...process.env, [name]: value } })
}

test('a process has a pid, a start time, a command and a start date', async () => {
  const before = Date.now()
  const child = sleeper('facts')
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  const [facts] = await processInfo([pid, 999_999_999])
  expect(facts).toMatchObject({ pid, command: 'sleep 1000' })
  expect((await processInfo([pid]))[0]?.startTime).toBe(facts?.startTime)
  expect((await processInfo([process.pid]))[0]?.startTime).not.toBe(facts?.startTime)
  // The system counts from its start, which it knows to the second.
  expect(Math.abs(Date.parse(facts?.startedAt ?? '') - before)).toBeLessThan(3_000)
  child.kill()
  await once(child, 'exit')
  expect(await processInfo([pid])).toEqual([])
})

test('`ps` gives the same as /proc, to the second', async () => {
  const [facts] = await processesFromPs([process.pid])
  const [exact] = await processInfo([process.pid])
  expect(facts?.pid).toBe(process.pid)
  expect(facts?.startTime).toMatch(/^\w{3} \w{3} \d+ \d\d:\d\d:\d\d \d{4}$/)
  expect(facts?.command).toContain('node')
  const apart = Date.parse(facts?.startedAt ?? '') - Date.parse(exact?.startedAt ?? '')
  expect(Math.abs(apart)).toBeLessThan(3_000)
})

test('the processes of a run are found by the variable in their environment', async () => {
  const child = sleeper('of-this-test')
  await once(child, 'spawn')
  expect(await pidsOfRun('of-this-test')).toEqual([child.pid])
  expect(await markedPidsFromPs(runMark('of-this-test'))).toEqual([])
  child.kill()
  await once(child, 'exit')
  expect(await pidsOfRun('of-this-test')).toEqual([])
})
