import { appendFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import { httpProbe, logProbe, tcpProbe } from '../../../../src-main/host/supervisor/probes.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

async function serve(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections())
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}

test('an HTTP probe passes with 2xx and 3xx, and reports any other result', async () => {
  let status = 503
  let port: number
  {
    await using server = await serve((_, response) => status > 0 && response.writeHead(status).end('body'))
    port = server.port
    const { pending, check: look } = httpProbe('127.0.0.1', () => port, '/health')
    const name = `probe GET http://127.0.0.1:${port}/health`
    expect(pending).toBe(`${name} has no answer yet`)
    expect(await look(1_000)).toBe(`${name} answers 503`)
    status = 204
    expect(await look(1_000)).toBe(null)
    status = 302
    expect(await look(1_000)).toBe(null)
    status = 0
    expect(await look(50)).toBe(`${name} gives no answer within 0.05 s`)
    expect(await tcpProbe('127.0.0.1', () => port).check(1_000)).toBe(null)
  }
  expect(await httpProbe('127.0.0.1', () => port, '/').check(1_000)).toBe(
    `probe GET http://127.0.0.1:${port}/ is refused`,
  )
  const tcp = tcpProbe('127.0.0.1', () => port)
  expect(await tcp.check(1_000)).toBe(`probe TCP 127.0.0.1:${port} is refused`)
  const unknown = tcpProbe('127.0.0.1', () => undefined)
  expect(await unknown.check(1_000)).toBe('probe TCP 127.0.0.1:? has no port yet')
})

describe('a log probe', () => {
  async function logOf(text: string | Buffer, logOffset = 0) {
    const folder = await temporaryFolder()
    const log = join(folder.path, 'a-1.log')
    await writeFile(log, text)
    return { server: 'a-1', log, logOffset, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
  }

  test('reads only the output of the current process, also lines that arrive in pieces', async () => {
    await using output = await logOf('it is up\n', 9)
    const { pending, check } = logProbe(output, '^it is (up|here)$')
    expect(pending).toBe('waits for a line that matches ^it is (up|here)$')
    expect(await check(0)).toBe(pending)
    await appendFile(output.log, 'not it is up\nit i')
    expect(await check(0)).toBe(pending)
    await appendFile(output.log, 's here\n')
    expect(await check(0)).toBe(null)
  })

  test.each([
    ['^warmed up', '\u001B[32mwarmed up\u001B[0m\n'],
    ['warmed up', 'warmed \u001B[1mup\u001B[0m\n'],
    ['^warmed up$', '\u001B]0;title\u0007warmed up\r\n'],
    ['^warmed up$', '10%\r100%\rwarmed up\n'],
    ['^100%$', '10%\r100%\r'],
    ['^warmed up$', 'warmed up'],
    ['^é🌳$', 'é🌳'],
    ['x{60}done$', `${'x'.repeat(60_000)}done`],
  ])('%j matches a line as a terminal shows it', async (pattern, text) => {
    await using output = await logOf(text)
    expect(await logProbe(output, pattern).check(0)).toBe(null)
  })

  test('says why a log cannot be searched', async () => {
    await using output = await logOf('')
    const { pending, check } = logProbe({ ...output, server: 'a-2' }, 'up')
    const problem = await check(0)
    expect(problem).toContain(`${pending}; its log cannot be searched: `)
    expect(problem).toContain('a-2.log cannot be read: there is no such file')
  })

  test('with a costly pattern and long lines leaves the event loop free', async () => {
    const letters = Array.from({ length: 2 ** 18 }, (_, n) => 'ab'[((n * n * 7919) % 3) % 2]).join('')
    await using output = await logOf(`c${letters}\n${'a'.repeat(2 ** 16)}!\n`)
    // The first thread takes its time to start.
    await logProbe(output, 'z').check(0)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    for (const pattern of ['^(\\w+\\s?)+done$', '(a+)+x$', '[ab]*a[ab]{300}c']) {
      expect(await logProbe(output, pattern).check(0)).toMatch('waits for a line that matches')
    }
    delay.disable()
    expect(delay.max / 1e6).toBeLessThan(50)
  })
})

test('a server is ready when its probes have passed, and reports the failing probe until then', async () => {
  await using folder = await temporaryFolder()
  let port: number
  {
    await using free = await serve(() => {})
    port = free.port
  }
  const servers = {
    web: {
      ready: { http: { port, path: '/health' }, log: '^master at \\d+$', interval: 20 },
      env: { HEALTH: JSON.stringify({ port, after: 2 }) },
    },
  }
  const { cluster, statuses, allReady } = await prepareFakeCluster(folder.path, servers)
  const seen: (string | null | undefined)[] = []
  cluster.on('changed', () => {
    const { status, waiting } = cluster.servers()[1] ?? {}
    const now = `${status}: ${waiting}`
    if (seen.at(-1) !== now) seen.push(now)
  })
  await cluster.start()
  await allReady()
  expect(seen).toContain(`subscribed: probe GET http://127.0.0.1:${port}/health answers 503`)
  expect(seen.at(-1)).toBe('ready: null')
  const { latestLines: lines } = cluster.recorder
  expect(lines.filter((line) => line.t === 'process' && line.event === 'ready')).toHaveLength(2)
  await cluster.act('web-1', 'restart')
  await until('it is ready again', () => statuses()['web-1'] === 'ready')
  await cluster.stop()
})
