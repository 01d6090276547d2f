import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processInfo } from '../../../../../src-main/host/system/process-info/process-info.ts'
import { markedBy, markOf } from '../../../../../src-main/host/system/process-info/marked.ts'
import { factsFromPs, markedInPs } from '../../../../../src-main/host/system/process-info/ps.ts'

function sleeper(run: string) {
  const [name = '', value = ''] = markOf(run).split('=')
  return spawn('sleep', ['1000'], { stdio: 'ignore', env: { ...process.env, [name]: value } })
}

test('a process is known by its pid and its birth, its command, and when it started', async () => {
  const before = Date.now()
  const child = sleeper('facts')
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  const [facts] = await processInfo([pid, 999_999_999])
  expect(facts).toMatchObject({ pid, command: 'sleep 1000' })
  expect((await processInfo([pid]))[0]?.birth).toBe(facts?.birth)
  expect((await processInfo([process.pid]))[0]?.birth).not.toBe(facts?.birth)
  // The system counts from its start, which it knows to the second.
  expect(Math.abs(Date.parse(facts?.startedAt ?? '') - before)).toBeLessThan(3_000)
  child.kill()
  await once(child, 'exit')
  expect(await processInfo([pid])).toEqual([])
})

test('`ps`, where there is no /proc, says the same to the second', async () => {
  const [facts] = await factsFromPs([process.pid])
  const [exact] = await processInfo([process.pid])
  expect(facts?.pid).toBe(process.pid)
  expect(facts?.birth).toMatch(/^\w{3} \w{3} \d+ \d\d:\d\d:\d\d \d{4}$/)
  expect(facts?.command).toContain('node')
  const apart = Date.parse(facts?.startedAt ?? '') - Date.parse(exact?.startedAt ?? '')
  expect(Math.abs(apart)).toBeLessThan(3_000)
})

test('the processes of a run are found by the mark in their environment', async () => {
  const child = sleeper('of-this-test')
  await once(child, 'spawn')
  expect(await markedBy('of-this-test')).toEqual([child.pid])
  expect(await markedInPs(markOf('of-this-test'))).toEqual([])
  child.kill()
  await once(child, 'exit')
  expect(await markedBy('of-this-test')).toEqual([])
})
