// `__systemInfo__`: memory, processor time, event-loop delay and uptime of each server, pulled by the master. It is
// disabled until someone wants it: watching costs the watched.
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import type { MasterConsole, Module } from './module.ts'

export const SYSTEM_INFO = '__systemInfo__'

/** Milliseconds between two pulls. */
const INTERVAL = 5_000

/** At the master: pulls, keeps what came last, and gives it to admin clients. */
export function masterSystemInfo(): Module {
  const latest = new Map<string, unknown>()
  const pull = async (console: MasterConsole): Promise<void> => {
    const ids = console.servers
    for (const id of latest.keys()) if (!ids.includes(id)) latest.delete(id)
    await Promise.allSettled(ids.map(async (id) => latest.set(id, await console.request(id, {}))))
  }
  return {
    moduleId: SYSTEM_INFO,
    type: 'pull',
    interval: INTERVAL,
    enabled: false,
    masterHandler: (_call, console) => pull(console),
    clientHandler: () => ({ servers: Object.fromEntries(latest) }),
  }
}

/** At a server: measures from the first question on. */
export function monitorSystemInfo(): Module {
  let delay: IntervalHistogram | undefined
  const measure = (): unknown => {
    delay ??= startMeasuring()
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const eventLoopDelay = { mean: delay.mean / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
    delay.reset()
    return {
      at: new Date().toISOString(),
      /** Bytes. */
      memory: { rss, heapTotal, heapUsed, external },
      /** Microseconds since its start. */
      cpu: { user, system },
      /** Milliseconds since the last pull. */
      eventLoopDelay,
      /** Seconds. */
      uptime: process.uptime(),
    }
  }
  return { moduleId: SYSTEM_INFO, enabled: false, monitorHandler: measure }
}

function startMeasuring(): IntervalHistogram {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return delay
}
