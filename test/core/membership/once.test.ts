// Connections that end at the wrong moment.
import { expect, it } from 'vitest'
import { Deferred } from '../../../core/kit/deferred.ts'
import { MonitorAgent } from '../../../core/console/monitor-agent.ts'
import { MasterWatchdog } from '../../../core/membership/watchdog.ts'
import type { RegisterRequest } from '../../../core/protocol/packet.ts'
import { DEFAULTS } from '../../../core/protocol/parameters.ts'
import { noopTap } from '../../../core/roles/noop-tap.ts'
import { MemoryNetwork, MemoryTransport } from '../../support/memory-transport.ts'
import { MemoryCluster } from '../../support/memory-cluster.ts'
import { until } from '../../support/until.ts'

const identity = { id: 'a-1', token: 't' }
const registration = (): RegisterRequest => ({
  type: 'monitor',
  id: 'a-1',
  serverType: 'a',
  pid: 1,
  instance: 'i',
  info: { id: 'a-1', serverType: 'a', host: 'h' },
})

it('afterStartup runs once, also when the connection is lost while it runs', async () => {
  await using cluster = new MemoryCluster()
  const first = await cluster.startMaster()
  const gate = new Deferred()
  let runs = 0
  const lifecycle = { afterStartup: () => ((runs += 1), gate.promise) }
  const server = cluster.server('a-1', { lifecycle })
  const started = server.start()
  await until('it runs', () => runs === 1)
  await first.stop()
  await cluster.startMaster(undefined, first.address?.port)
  await until(
    'it subscribed again',
    () =>
      cluster.recordsOf('a-1').filter((record) => record.t === 'state' && record.to === 'subscribed')
        .length === 2,
  )
  gate.resolve()
  await started
  expect(runs).toBe(1)
})

it('a monitor whose connection ends before the ack waits longer each time', async () => {
  const parameters = { ...DEFAULTS, redialMinMs: 20, redialMaxMs: 5_000 }
  const transport = new MemoryTransport(new MemoryNetwork(), noopTap('test'), parameters)
  let dialled = 0
  const opened = (link: { close(): void }): void => {
    dialled += 1
    queueMicrotask(() => link.close())
  }
  const { port } = await transport.listen({ kind: 'control', host: 'h', port: 0, identity, opened })
  const handler = (): never => {
    throw new Error('nobody asks')
  }
  const agent = new MonitorAgent({
    transport,
    tap: noopTap('test'),
    parameters,
    identity,
    registration,
    handler,
  })
  void agent.connect({ host: 'h', port })
  const since = performance.now()
  await until('half a second has passed', () => performance.now() - since > 500)
  agent.close()
  expect(dialled).toBeGreaterThan(2)
  // 20, 40, 80, 160, 320 ms, and jitter.
  expect(dialled).toBeLessThan(8)
})

it('a subscribe request on a replaced connection does not subscribe', async () => {
  const notified: string[][] = []
  const watchdog = new MasterWatchdog({
    epoch: 'e',
    tap: noopTap('test'),
    parameters: DEFAULTS,
    notify: (ids) => notified.push([...ids]),
    request: () => Promise.reject(new Error('nobody asks')),
  })
  let answered = false
  watchdog.onServerAdd(registration(), false)
  const call = { from: 'a-1', body: { action: 'subscribe', id: 'a-1' }, answer: () => (answered = true) }
  watchdog.masterHandler(call)
  watchdog.onServerAdd(registration(), true)
  await new Promise((resolve) => setImmediate(resolve))
  watchdog.onServerAdd(
    { ...registration(), id: 'b-1', info: { id: 'b-1', serverType: 'b', host: 'h' } },
    false,
  )
  await until('the other is announced', () => notified.length > 0)
  watchdog.close()
  expect(answered).toBe(false)
  expect(notified.flat()).toEqual([])
})
