// The files of a server in the folder of logs.
import { readdirSync } from 'node:fs'

const LOG = '.log'

export function logFile(server: string): string {
  return `${server}${LOG}`
}

/** The times of the log: core/protocol/log-mark.ts. */
export function timesFile(server: string): string {
  return `${server}.times`
}

/** The servers that have a log here; none where there is no folder. */
export function loggedServers(folder: string): string[] {
  try {
    const logs = readdirSync(folder).filter((name) => name.endsWith(LOG))
    return logs.map((name) => name.slice(0, -LOG.length)).sort()
  } catch {
    return []
  }
}
