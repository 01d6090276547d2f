// Metrics of a real cluster, which are measured only while a window watches.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HostEvent, RunSummary } from '../../src-main/contract/index.ts'
import { createHost, type Host } from '../../src-main/host/host.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

type Sample = Extract<HostEvent, { type: 'metricsSampled' }>

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: Host
let run: RunSummary
const samples: Sample[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  host = createHost({ shell: 'web', state: folder.path })
  host.listen((event) => {
    if (event.type === 'metricsSampled') samples.push(event)
  })
  run = await host.api.start({ kind: 'sample', name: 'chat' })
})
afterAll(async () => {
  await host.close()
  await folder[Symbol.asyncDispose]()
})

it('metrics cover every process and Grove itself, and show the delay of a suspended one', async () => {
  const { api, disconnect } = host.connect()
  await api.watchMetrics(run.run, true)
  const known = (): Sample | undefined =>
    samples.find(({ processes }) => processes.every(({ eventLoopDelay }) => eventLoopDelay !== null))
  const sample = await until('every delay is known', known)
  const [current] = await api.runs()
  expect(sample.processes.map(({ id }) => id)).toEqual(current?.servers.map(({ id }) => id))
  for (const { memory, cpu } of [...sample.processes, sample.grove]) {
    expect(memory).toBeGreaterThan(20e6)
    expect(cpu).toBeGreaterThanOrEqual(0)
    expect(cpu).toBeLessThan(8)
  }
  await api.act(run.run, 'chat-1', 'pause')
  const late = (): boolean =>
    (samples.at(-1)?.processes.find(({ id }) => id === 'chat-1')?.eventLoopDelay ?? 0) > 900
  await until('chat-1 is late', late)
  await api.act(run.run, 'chat-1', 'resume')
  await until('chat-1 is in time', () => !late())
  disconnect()
})
