// Readiness probes: an HTTP request, a TCP connection, a line in the log.
import { get } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { problemOf } from '../../contract/index.ts'
import { encodeCursor } from '../logs/cursor.ts'
import { LogReader } from '../logs/log-reader.ts'

export interface Probe {
  /** What the server waits for until the first check has a result. */
  pending: string
  /** Resolves with null where it passed, else with what happened instead: `probe GET http://… answers 503`. */
  check(timeoutMs: number): Promise<string | null>
}

/** One thread for the log probes of all servers: a costly pattern must not delay the launcher. It ends when it is idle. */
const logReader = new LogReader()

/** @param port undefined as long as it is not known */
export function httpProbe(host: string, port: () => number | undefined, path: string): Probe {
  const name = (): string =>
    `probe GET http://${host.includes(':') ? `[${host}]` : host}:${port() ?? '?'}${path}`
  return {
    pending: `${name()} has no answer yet`,
    check: (timeoutMs) =>
      new Promise((resolve) => {
        const known = port()
        if (known === undefined) return resolve(`${name()} has no port yet`)
        const signal = AbortSignal.timeout(timeoutMs)
        const request = get({ host, port: known, path, agent: false, signal }, ({ statusCode = 0 }) => {
          request.destroy()
          resolve(statusCode >= 200 && statusCode < 400 ? null : `${name()} answers ${statusCode}`)
        })
        request.on('error', (error) => resolve(`${name()} ${refusal(error, timeoutMs)}`))
      }),
  }
}

/** @param port undefined as long as it is not known */
export function tcpProbe(host: string, port: () => number | undefined): Probe {
  const name = (): string => `probe TCP ${host}:${port() ?? '?'}`
  return {
    pending: `${name()} has no answer yet`,
    check: (timeoutMs) =>
      new Promise((resolve) => {
        const known = port()
        if (known === undefined) return resolve(`${name()} has no port yet`)
        const socket = connect({ host, port: known, signal: AbortSignal.timeout(timeoutMs) })
        socket.once('connect', () => {
          socket.destroy()
          resolve(null)
        })
        socket.on('error', (error) => resolve(`${name()} ${refusal(error, timeoutMs)}`))
      }),
  }
}

function refusal(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error.name === 'AbortError') return `gives no answer within ${timeoutMs / 1_000} s`
  return error.code === 'ECONNREFUSED' ? 'is refused' : `fails: ${error.message}`
}

export interface LoggedOutput {
  /** The server's id. */
  server: string
  /** The file. */
  log: string
  /** Where the process's output begins in the log, bytes. */
  logOffset: number
}

/** Each check reads on from the end of the last one, and an unfinished line again. */
export function logProbe({ server, log, logOffset }: LoggedOutput, pattern: string): Probe {
  const pending = `waits for a line that matches ${pattern}`
  const request = { folder: dirname(log), servers: [server], alive: [server] }
  let after = encodeCursor({ [server]: logOffset })
  return {
    pending,
    check: async () => {
      try {
        for (;;) {
          const query = { regex: pattern, matchCase: true, limit: 1, after }
          const { lines, cursor, more } = await logReader.read({ ...request, query })
          if (lines.length > 0) return null
          after = cursor
          if (!more) return pending
        }
      } catch (error) {
        return `${pending}; its log cannot be searched: ${problemOf(error).message}`
      }
    },
  }
}
