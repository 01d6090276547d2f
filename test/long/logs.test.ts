// Much output: 100 MB are searched in bounded time and memory, and a server that prints 50 MB/s is neither held up nor
// delayed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync, readFileSync, statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import type { LogPage, LogQuery } from '../../src-main/contract/index.ts'
import { createHost } from '../../src-main/host/host.ts'
import { Logs } from '../../src-main/host/logs/logs.ts'
import { temporaryFolder } from '../support/grove.ts'
import { printerProject } from '../support/printer-project.ts'
import { until } from '../support/until.ts'
import { WrittenLogs } from '../support/written-log.ts'
import { trustProject } from '../support/trust-project.ts'
import { pageOf } from '../support/recorded-lines.ts'

const MB = 1e6
const folders: AsyncDisposable[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder[Symbol.asyncDispose]()
})

async function folder(): Promise<string> {
  const made = await temporaryFolder()
  folders.push(made)
  return made.path
}

/** Returns the longest delay of this process's event loop since then, in milliseconds. */
function watchLoop(): () => number {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  return () => {
    delay.disable()
    return delay.max / 1e6
  }
}

it('searches 100 MB of logs by text and by pattern in bounded time and memory', async () => {
  const written = new WrittenLogs(await folder())
  const ids = ['a', 'b', 'c', 'd', 'e']
  let at = 0
  for (const id of ids) written.print(id, (at += 1), `the first of ${id}\n`)
  const chunk = Array.from(
    { length: 1_000 },
    (_, n) => `${String(n).padStart(80)} and so on \u001B[32mok\u001B[0m\n`,
  ).join('')
  for (let round = 0; round < 200; round++) for (const id of ids) written.print(id, (at += 1), chunk)
  for (const id of ids) written.print(id, (at += 1), `the last of ${id}\n`)
  const logs = new Logs()
  const logged = {
    name: 'much',
    folder: written.folder,
    servers: ids.map((id) => ({ id, pid: null })),
    lines: { count: 0, page: async () => pageOf([]) },
  }
  const search = async (query: LogQuery): Promise<{ texts: string[]; pages: number }> => {
    const texts: string[] = []
    for (let pages = 1, after = ''; ; pages++) {
      const page: LogPage = await logs.read(logged, { ...query, after })
      texts.push(...page.lines.map(({ text }) => text))
      if (!page.more) return { texts, pages }
      after = page.cursor
    }
  }
  const before = process.memoryUsage.rss()
  const longest = watchLoop()
  const began = performance.now()
  expect((await search({ search: 'THE LAST of' })).texts).toEqual(ids.map((id) => `the last of ${id}`))
  expect((await search({ regex: '^the (first|last) of [ce]$' })).texts).toHaveLength(4)
  expect((await search({ regex: ' 999 and so on ok$', servers: ['d'] })).texts).toHaveLength(200)
  const seconds = (performance.now() - began) / 1_000
  const tail = performance.now()
  expect((await logs.read(logged, { limit: 5 })).lines.at(-1)?.text).toBe('the last of e')
  const tailMs = performance.now() - tail
  const memory = (process.memoryUsage.rss() - before) / MB
  const held = longest()
  logs.close()
  process.stderr.write(
    `220 MB searched in ${seconds.toFixed(1)} s, a tail in ${tailMs.toFixed(0)} ms, ${memory.toFixed(0)} MB more, loop held ${held.toFixed(0)} ms\n`,
  )
  expect(seconds).toBeLessThan(60)
  expect(tailMs).toBeLessThan(2_000)
  expect(memory).toBeLessThan(200)
  expect(held).toBeLessThan(500)
})

it('a server prints 50 MB/s as fast as without Grove, on bounded disk, without delaying the launcher', async () => {
  const path = await folder()
  const maxBytes = 16 * 1024 * 1024
  const env = { RATE: String(50 * MB), PRINT_MS: '15000' }
  const project = await printerProject(path, {
    logs: { maxBytes },
    servers: { printer: { port: 'none', env } },
  })
  const alone = await printAlone(
    join(project, 'servers', 'printer', 'lifecycle.js'),
    join(path, 'alone.log'),
    env,
  )
  const host = createHost({ shell: 'web', state: join(path, 'state') })
  await trustProject(host.api, project)
  const { run, file } = await host.api.start({ kind: 'path', path: project })
  const log = join(dirname(file ?? ''), 'logs', 'printer-1.log')
  let most = 0
  const longest = watchLoop()
  const cpu = process.cpuUsage()
  const began = performance.now()
  const said = await until(
    'the printer is done',
    async () => {
      most = Math.max(most, diskOf(log))
      return (await host.api.logs(run, { regex: '^printed', limit: 1 })).lines[0]?.text
    },
    { within: 60_000 },
  )
  const { user, system } = process.cpuUsage(cpu)
  const part = (user + system) / 1e3 / (performance.now() - began)
  const held = longest()
  await host.close()
  const [bytes, slowest] = figuresOf(said)
  process.stderr.write(
    `alone ${(alone / 15 / MB).toFixed(0)} MB/s; ${said}; at most ${(most / MB).toFixed(0)} MB on disk; launcher and its searching thread ${(part * 100).toFixed(0)} % of a core, loop held ${held.toFixed(0)} ms\n`,
  )
  expect(bytes / alone).toBeGreaterThan(0.6)
  expect(slowest).toBeLessThan(2_000)
  // Output between two checks, and while the head is being dropped.
  expect(most).toBeLessThan(maxBytes + 100 * MB)
  expect(held).toBeLessThan(1_000)
})

function diskOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512
}

function figuresOf(said: string): [bytes: number, slowest: number] {
  const [, bytes, slowest] = /printed (\d+) bytes, the longest print took (\d+) ms/.exec(said) ?? []
  return [Number(bytes), Number(slowest)]
}

/** Returns the bytes that the same program prints without Grove. */
async function printAlone(lifecycle: string, log: string, env: Record<string, string>): Promise<number> {
  const output = openSync(log, 'a')
  const script = `import(${JSON.stringify(pathToFileURL(lifecycle).href)}).then((hooks) => hooks.default.afterStartup())`
  const child = spawn(process.execPath, ['-e', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  await once(child, 'exit')
  const { size } = statSync(log)
  return figuresOf(
    readFileSync(log)
      .subarray(Math.max(0, size - 200))
      .toString(),
  )[0]
}
