// File names in the folder of logs.
import { readdirSync } from 'node:fs'
import { HostError } from '../../contract/index.ts'
import { isMissing, readFailure } from '../state/safe-read.ts'

const LOG_SUFFIX = '.log'

export function logFile(server: string): string {
  return `${server}${LOG_SUFFIX}`
}

/** The times of the log, in the format of core/protocol/log-mark.ts. */
export function timesFile(server: string): string {
  return `${server}.times`
}

/** Returns the ids of servers with a log; none if there is no folder. @throws {HostError} NO_LOGS if it cannot be read */
export function loggedServers(folder: string): string[] {
  try {
    const logs = readdirSync(folder).filter((name) => name.endsWith(LOG_SUFFIX))
    return logs.map((name) => name.slice(0, -LOG_SUFFIX.length)).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw new HostError(
      { code: 'NO_LOGS', message: `${folder} cannot be read: ${readFailure(error)}.` },
      error,
    )
  }
}
