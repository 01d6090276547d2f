// The beginning of a file is freed while others append to it.
import { appendFileSync, closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BLOCK_BYTES, truncateStart } from '../../../../src-main/host/logs/truncate-start.ts'
import { LogMonitor } from '../../../../src-main/host/logs/log-monitor.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'
import { WrittenLogs } from '../../../support/written-log.ts'

it.each(['linux', 'darwin'] as const)(
  'as on %s: what stays keeps its place, and is appended to',
  async (platform) => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'file')
    const content = Buffer.from(Array.from({ length: 40 * BLOCK_BYTES }, (_, n) => 65 + ((n * 7) % 61)))
    appendFileSync(path, content)
    const writer = openSync(path, 'a')
    await truncateStart(path, 30 * BLOCK_BYTES, platform)
    writeSync(writer, 'and more')
    closeSync(writer)
    const left = readFileSync(path)
    expect(left.subarray(0, 30 * BLOCK_BYTES).every((byte) => byte === 0)).toBe(true)
    expect(
      left
        .subarray(30 * BLOCK_BYTES)
        .equals(Buffer.concat([content.subarray(30 * BLOCK_BYTES), Buffer.from('and more')])),
    ).toBe(true)
    expect(statSync(path).blocks * 512).toBeLessThan(12 * BLOCK_BYTES)
  },
)

it('a log and its times stay within their limits, and remaining lines keep their times', async () => {
  await using folder = await temporaryFolder()
  const logs = new WrittenLogs(folder.path)
  let at = 0
  const keeper = new LogMonitor({
    folder: logs.folder,
    maxBytes: 4 * BLOCK_BYTES,
    now: () => at,
    servers: () => ['a'],
  })
  const line = `${'x'.repeat(99)}\n`
  for (let n = 0; n < 10_000; n++) logs.print('a', (at += 1), line)
  keeper.check()
  await until('the beginning was dropped', () => logs.read({ after: '', limit: 1 }).lines[0]?.offset !== 0)
  for (const query of [{ after: '', limit: 5_000 }, { limit: 5_000 }]) {
    const { lines, more } = logs.read(query)
    expect(more).toBe(false)
    expect(lines.length).toBeGreaterThan(1_000)
    for (const { text, offset, at } of lines) {
      expect(text).toBe('x'.repeat(99))
      expect(at).toBe(offset / 100 + 1)
    }
  }
  expect(statSync(join(logs.folder, 'a.times')).blocks * 512).toBeLessThan(3 * BLOCK_BYTES)
})
