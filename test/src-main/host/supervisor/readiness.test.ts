import { appendFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
    const { name, check: look } = httpProbe('127.0.0.1', port, '/health')
    expect(name).toBe(`GET http://127.0.0.1:${port}/health`)
    expect(await look(1_000)).toBe('answers 503')
    status = 204
    expect(await look(1_000)).toBe(null)
    status = 302
    expect(await look(1_000)).toBe(null)
    status = 0
    expect(await look(50)).toBe('gives no answer within 0.05 s')
    expect(await tcpProbe('127.0.0.1', () => port).check(1_000)).toBe(null)
  }
  expect(await httpProbe('127.0.0.1', port, '/').check(1_000)).toBe('is refused')
  expect(await tcpProbe('127.0.0.1', () => port).check(1_000)).toBe('is refused')
  expect(await tcpProbe('127.0.0.1', () => undefined).check(1_000)).toBe('has no port yet')
})

test('a log probe reads only the output of the current process, also lines that arrive in pieces', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'log')
  expect(await logProbe(file, 0, 'up').check(0)).toBe('was not printed yet')
  await writeFile(file, 'it is up\n')
  const probe = logProbe(file, 9, '^it is (up|here)$')
  expect(await probe.check(0)).toBe('was not printed yet')
  await appendFile(file, 'not it is up\nit i')
  expect(await probe.check(0)).toBe('was not printed yet')
  await appendFile(file, 's here\n')
  expect(await probe.check(0)).toBe(null)
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
