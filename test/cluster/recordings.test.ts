// The commands that read recordings: their output and exit codes.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeLine, type Timeline, type TimelineDiff } from '../../src-main/timeline/index.ts'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'

const well = syntheticTimeline({ servers: 4, crash: true })

async function write(folder: string, name: string, { header, events, footer }: Timeline): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, [header, ...events, ...(footer ? [footer] : [])].map(encodeLine).join(''))
  return path
}

const grove = (...args: string[]) => new GroveProcess(args).finished

test('grove check exits with 0 without findings, 1 with findings and their event ids, 2 for a usage error', async () => {
  await using folder = await temporaryFolder()
  const good = await write(folder.path, 'good.ndjson', well)
  const call = well.events.find((event) => event.t === 'packet' && event.name === 'rpc.answer')
  const twice = call ? { ...call, seq: 9_999, id: `${'id' in call ? call.id : ''}9` } : well.events[0]!
  const bad = await write(folder.path, 'bad.ndjson', { ...well, events: [...well.events, twice] })
  const [fine, found, json, none, missing] = await Promise.all([
    grove('check', good),
    grove('check', bad),
    grove('check', bad, '--json'),
    grove('check'),
    grove('check', join(folder.path, 'none.ndjson')),
  ])
  expect(fine).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^no findings; converged/),
  })
  expect(found.code).toBe(1)
  expect(found.stdout).toContain('error    one-answer  at ')
  expect(found.stdout).toContain('id' in twice ? twice.id : 'no id')
  expect(found.stdout).toContain('1 error, 0 warnings')
  expect(JSON.parse(json.stdout)).toMatchObject({
    findings: [{ rule: 'one-answer', severity: 'error', events: expect.any(Array), at: expect.any(Number) }],
    convergence: { count: expect.any(Number) },
  })
  expect([json.code, none.code, missing.code]).toEqual([1, 2, 2])
})

test('grove diff exits with 0 for equal runs, 1 with the difference for others, 2 for a usage error', async () => {
  await using folder = await temporaryFolder()
  const path = (name: string): string => join(folder.path, name)
  const calm = syntheticTimeline({ servers: 4 })
  const [a, b] = [await write(folder.path, 'a.ndjson', calm), await write(folder.path, 'b.ndjson', well)]
  expect(await grove('export', b, '--format', 'html', '-o', path('b.html'))).toMatchObject({ code: 0 })
  const [same, other, json, markdown, page, one, missing] = await Promise.all([
    grove('diff', a, await write(folder.path, 'c.ndjson', syntheticTimeline({ servers: 4, seed: 3 }))),
    grove('diff', a, b),
    grove('diff', a, b, '--json'),
    grove('diff', a, b, '--format', 'markdown', '-o', path('diff.md')),
    grove('diff', path('b.html'), b),
    grove('diff', a),
    grove('diff', a, path('none.ndjson')),
  ])
  expect(same).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The same: both converged/),
    stderr: '',
  })
  expect(other).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^Different: \d+ events only in B \(first chat-1: process exited/),
  })
  const data = JSON.parse(json.stdout) as TimelineDiff
  expect({ code: json.code, data }).toMatchObject({ code: 1, data: { v: 1, same: false } })
  expect(data.events.list[0]).toMatchObject({ in: 'b', process: 'chat-1', count: { a: 0, b: 1 } })
  expect(markdown).toMatchObject({ code: 1, stdout: '' })
  expect(await readFile(path('diff.md'), 'utf8')).toMatch(/^## Different: /)
  expect(page.code).toBe(0)
  expect([one.code, missing.code]).toEqual([2, 2])
})
