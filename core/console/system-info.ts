// The module `__systemInfo__`: memory, processor time, event-loop delay and uptime of each server, pulled by the master.
// It is disabled by default, because measuring costs time.
import { EventLoopDelay } from '../kit/node-event-loop-delay.ts'
import type { MasterConsole, Module } from './module.ts'

const MODULE_ID = '__systemInfo__'

const PULL_INTERVAL_MS = 5_000

/** The master's side: pulls from every server, and returns the latest answers to admin clients. */
export function masterSystemInfo(): Module {
  const latest = new Map<string, unknown>()
  const pull = async (console: MasterConsole): Promise<void> => {
    const ids = console.servers
    for (const id of latest.keys()) if (!ids.includes(id)) latest.delete(id)
    await Promise.allSettled(ids.map(async (id) => latest.set(id, await console.request(id, {}))))
  }
  return {
    moduleId: MODULE_ID,
    type: 'pull',
    interval: PULL_INTERVAL_MS,
    enabled: false,
    masterHandler: (_call, console) => pull(console),
    clientHandler: () => ({ servers: Object.fromEntries(latest) }),
  }
}

/** A server's side. */
export function monitorSystemInfo(): Module {
  const delay = new EventLoopDelay()
  const measure = (): unknown => {
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    return {
      at: new Date().toISOString(),
      /** Bytes. */
      memory: { rss, heapTotal, heapUsed, external },
      /** Microseconds since the start of the process. */
      cpu: { user, system },
      /** Milliseconds since the last pull. */
      eventLoopDelay: delay.read(),
      /** Seconds. */
      uptime: process.uptime(),
    }
  }
  return { moduleId: MODULE_ID, enabled: false, monitorHandler: measure }
}
