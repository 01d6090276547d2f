// Commands that read recordings, as processes: what they print, and how they end.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeLine, type Timeline } from '../../src-main/timeline/index.ts'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'

const well = syntheticTimeline({ servers: 4, crash: true })

async function write(folder: string, name: string, { header, events, footer }: Timeline): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, [header, ...events, ...(footer ? [footer] : [])].map(encodeLine).join(''))
  return path
}

const grove = (...args: string[]) => new GroveProcess(args).finished

test('grove check ends with 0 for a good run, with 1 and the ids for a bad one, with 2 for wrong use', async () => {
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
    stdout: expect.stringMatching(/^nothing is wrong; all agreed again/),
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
