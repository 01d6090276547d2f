// The logs of real servers: followed, searched, bounded in size, and readable after the end.
import { stat } from 'node:fs/promises'
import { join, dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostEvent, LogQuery, RunSummary } from '../../src-main/contract/index.ts'
import { createHost, type Host } from '../../src-main/host/host.ts'
import { temporaryFolder } from '../support/grove.ts'
import { printerProject } from '../support/printer-project.ts'
import { until } from '../support/until.ts'
import { trustProject } from '../support/trust-project.ts'
import { recordedLines } from '../support/recorded-lines.ts'

const MIB = 1024 * 1024

describe('the logs of a run', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let host: Host
  let run: RunSummary
  const told: HostEvent['type'][] = []
  /** Page by page: the printer prints more than one page looks through. */
  const texts = async (query: LogQuery = {}): Promise<string[]> => {
    let page = await host.api.logs(run.run, query)
    const { lines } = page
    while (page.more && lines.length < (query.limit ?? 1_000)) {
      page = await host.api.logs(run.run, { ...query, before: page.start })
      lines.unshift(...page.lines)
    }
    return lines.map(({ server, text }) => `${server}: ${text}`)
  }

  beforeAll(async () => {
    folder = await temporaryFolder()
    const project = await printerProject(folder.path, {
      logs: { maxBytes: 4 * MIB },
      servers: {
        talker: { count: 2, port: 'none' },
        printer: { port: 'none', env: { RATE: String(50e6), PRINT_MS: '1500' } },
      },
    })
    host = createHost({ shell: 'web', state: join(folder.path, 'state') })
    host.listen((event) => told.push(event.type))
    await trustProject(host.api, project)
    run = await host.api.start({ kind: 'path', path: project })
    await until('both talkers have spoken', async () => (await texts({ search: 'the end of' })).length === 2)
  })
  afterAll(async () => {
    await host.close()
    await folder[Symbol.asyncDispose]()
  })

  it('are merged into one view that grows with them', async () => {
    const own = await texts({ servers: ['talker-1'], plain: true })
    expect(own.slice(-6)).toEqual([
      'talker-1: hello from talker-1',
      'talker-1: trouble in talker-1',
      'talker-1: from a process of its own',
      `talker-1: ${'a'.repeat(44)}!`,
      'talker-1: the end of talker-1',
      'talker-1: unfinished',
    ])
    expect(await texts({ regex: 'hello.*talker-.$' })).toHaveLength(2)
    const { lines } = await host.api.logs(run.run, { servers: ['talker-1', 'talker-2'], search: 'trouble' })
    expect(lines.map(({ stream }) => stream)).toEqual(['stderr', 'stderr'])
    await until('told that logs grew', () => told.includes('logsAppended'))
  })

  it('have the times of the timeline', async () => {
    const ready = (await recordedLines((from) => host.api.lines(run.run, from))).find(
      (line) => line.t === 'process' && line.event === 'ready' && line.process === 'talker-1',
    )
    const at = ready && 'at' in ready ? ready.at : 0
    const [line] = (await host.api.logs(run.run, { servers: ['talker-1'], search: 'hello' })).lines
    // It spoke in its afterStartup, shortly before it was ready.
    expect(at - (line?.at ?? 0)).toBeGreaterThan(0)
    expect(at - (line?.at ?? 0)).toBeLessThan(1e9)
  })

  it('are searched in linear time; an invalid pattern is refused', async () => {
    await expect(host.api.logs(run.run, { regex: '(' })).rejects.toMatchObject({
      problem: { code: 'BAD_QUERY', field: 'regex' },
    })
    // A backtracking engine does not finish this on talker-1's line of many a's.
    expect(await texts({ servers: ['talker-1'], regex: '(a+)+$' })).toEqual([])
    expect(await texts({ servers: ['talker-2'], search: 'hello' })).toHaveLength(1)
    await expect(host.api.logs(run.run, { servers: ['../x'] })).rejects.toMatchObject({
      code: 'NO_SUCH_SERVER',
    })
  })

  it('stay within their size limit at 50 MB/s, and the launcher stays responsive', async () => {
    const log = join(dirname(run.file ?? ''), 'logs', 'printer-1.log')
    let slowest = 0
    const said = await until('the printer is done', async () => {
      const before = performance.now()
      await host.api.runs()
      slowest = Math.max(slowest, performance.now() - before)
      return (await texts({ servers: ['printer-1'], regex: '^printed', limit: 1 }))[0]
    })
    const printed = Number(/printed (\d+) bytes/.exec(said)?.[1])
    expect(printed).toBeGreaterThan(10e6)
    expect((await stat(log)).size).toBeGreaterThanOrEqual(printed)
    await until(
      'the log is within its bounds',
      async () => (await stat(log)).blocks * 512 <= 4 * MIB + 64 * 1024,
    )
    expect(slowest).toBeLessThan(1_000)
  })

  it('are complete after the end, also for an opened timeline', async () => {
    await host.api.stop(run.run)
    expect((await texts({ servers: ['talker-1'] })).at(-1)).toBe('talker-1: unfinished')
    const piece = await host.api.downloadLogs(run.run, { servers: ['talker-2'], plain: true })
    expect(piece).toMatchObject({ name: 'talker-2.log', more: false })
    expect(piece.text).toContain('hello from talker-2\ntrouble in talker-2\n')
    const merged = await host.api.downloadLogs(run.run, { search: 'the end of' })
    expect(merged.text).toMatch(/^\d{4}-.*Z talker-\d the end of talker-\d\n.*talker-\d\n$/)
    const opened = await host.api.open(run.file ?? '')
    const again = await host.api.logs(opened.run, { servers: ['talker-1'] })
    expect(again.lines.at(-1)?.text).toBe('unfinished')
  })
})
