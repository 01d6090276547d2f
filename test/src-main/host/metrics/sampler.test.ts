// The metrics sampler.
import { describe, expect, it, vi } from 'vitest'
import type { HostEvent } from '../../../../src-main/contract/index.ts'
import { DelayMeter } from '../../../../src-main/host/metrics/delay-meter.ts'
import type { ProcessRow } from '../../../../src-main/host/metrics/process-row.ts'
import { MetricsSampler, type MeasuredCluster } from '../../../../src-main/host/metrics/sampler.ts'

function stage() {
  const rows: ProcessRow[] = [
    { pid: process.pid, parent: 1, cpu: 10, childCpu: 0, memory: 100 },
    { pid: 7_000_001, parent: process.pid, cpu: 5, childCpu: 0, memory: 50 },
  ]
  const told: Extract<HostEvent, { type: 'metricsSampled' }>[] = []
  const clock = { ms: 0, readings: 0 }
  const sampler = new MetricsSampler({
    table: {
      intervalMs: 1e6,
      read: async () => {
        clock.readings++
        return rows.map((row) => ({ ...row }))
      },
    },
    emit: (event) => told.push(event),
    now: () => clock.ms,
  })
  const cluster = {
    status: 'running',
    recorder: { now: () => clock.ms * 1e6 },
    servers: () => [
      { id: 'a-1', pid: 7_000_001 },
      { id: 'a-2', pid: null },
    ],
    measureDelays: vi.fn<() => void>(),
    delays: () => new Map([['a-1', 12]]),
  } satisfies MeasuredCluster
  return { rows, told, clock, sampler, cluster }
}

describe('the sampler', () => {
  it('emits the share of a core used since the last reading', async () => {
    const { rows, told, clock, sampler, cluster } = stage()
    sampler.watch({}, 'run', cluster)
    await vi.waitFor(() => expect(cluster.measureDelays).toHaveBeenCalledTimes(1))
    expect(told).toEqual([])
    clock.ms = 2_000
    for (const row of rows) row.cpu += row.pid === process.pid ? 0.5 : 1
    await sampler.sample()
    expect(told).toEqual([
      {
        type: 'metricsSampled',
        run: 'run',
        at: 2e9,
        processes: [{ id: 'a-1', cpu: 0.5, memory: 50, eventLoopDelay: 12 }],
        grove: { cpu: 0.25, memory: 100 },
      },
    ])
    expect(cluster.measureDelays).toHaveBeenCalledTimes(2)
  })

  it('stops when the last watcher leaves or unsubscribes, or the run ends', async () => {
    const { sampler, cluster, clock } = stage()
    const [one, other] = [{}, {}]
    sampler.watch(one, 'run', cluster)
    sampler.watch(other, 'run', cluster)
    sampler.watch(other, 'second', cluster)
    sampler.unwatch(one, 'run')
    expect(sampler.isActive).toBe(true)
    sampler.removeWatcher(other)
    expect(sampler.isActive).toBe(false)
    sampler.watch(one, 'run', { ...cluster, status: 'ended' })
    await vi.waitFor(() => expect(sampler.isActive).toBe(false))
    expect(clock.readings).toBeLessThanOrEqual(3)
  })
})

describe('event-loop delay', () => {
  it('the delay of a server that does not answer is the time since the request', () => {
    let now = 0
    const sent: string[] = []
    const meter = new DelayMeter(
      ({ grove }) => sent.push(grove),
      () => now,
    )
    expect(meter.latestMs).toBe(null)
    meter.request()
    meter.receive(0)
    expect(meter.latestMs).toBe(null)
    meter.request()
    meter.receive(4)
    expect(meter.latestMs).toBe(4)
    meter.request()
    now = 1_500
    meter.request()
    expect(meter.latestMs).toBe(1_500)
    expect(sent).toEqual(['measure', 'measure', 'measure'])
  })
})
