// Readiness probes: an HTTP request, a TCP connection, a line in the log.
import { get } from 'node:http'
import { connect } from 'node:net'
import { LogFollower } from '../logs/log-follower.ts'

export interface Probe {
  /** `GET http://127.0.0.1:8080/health` */
  name: string
  /** Resolves with null where it passed, else with what happened instead: `answers 503`. */
  check(timeoutMs: number): Promise<string | null>
}

export function httpProbe(host: string, port: number, path: string): Probe {
  return {
    name: `GET http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`,
    check: (timeoutMs) =>
      new Promise((resolve) => {
        const signal = AbortSignal.timeout(timeoutMs)
        const request = get({ host, port, path, agent: false, signal }, ({ statusCode = 0 }) => {
          request.destroy()
          resolve(statusCode >= 200 && statusCode < 400 ? null : `answers ${statusCode}`)
        })
        request.on('error', (error) => resolve(refusal(error, timeoutMs)))
      }),
  }
}

/** @param port undefined as long as it is not known */
export function tcpProbe(host: string, port: () => number | undefined): Probe {
  return {
    get name() {
      return `TCP ${host}:${port() ?? '?'}`
    },
    check: (timeoutMs) =>
      new Promise((resolve) => {
        const known = port()
        if (known === undefined) return resolve('has no port yet')
        const socket = connect({ host, port: known, signal: AbortSignal.timeout(timeoutMs) })
        socket.once('connect', () => {
          socket.destroy()
          resolve(null)
        })
        socket.on('error', (error) => resolve(refusal(error, timeoutMs)))
      }),
  }
}

function refusal(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error.name === 'AbortError') return `gives no answer within ${timeoutMs / 1_000} s`
  return error.code === 'ECONNREFUSED' ? 'is refused' : `fails: ${error.message}`
}

/**
 * Each check reads on from the end of the last one.
 * @param offset where the process's output begins in the file, bytes
 */
export function logProbe(file: string, offset: number, pattern: string): Probe {
  const expression = new RegExp(pattern)
  const follower = new LogFollower(file, offset)
  return {
    name: `log /${pattern}/`,
    check: async () => {
      for await (const line of follower.lines()) if (expression.test(line)) return null
      return 'was not printed yet'
    },
  }
}
