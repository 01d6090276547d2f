// One look at a server from outside: does its HTTP or TCP port answer, did it print the line that was waited for.
import { get } from 'node:http'
import { connect } from 'node:net'
import { LogFollower } from '../logs/log-follower.ts'

export interface Probe {
  /** What it looks at: `GET http://127.0.0.1:8080/health`. */
  name: string
  /** Null where it passed, else what was seen instead: `answers 503`. */
  check(timeout: number): Promise<string | null>
}

export function httpProbe(host: string, port: number, path: string): Probe {
  return {
    name: `GET http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`,
    check: (timeout) =>
      new Promise((resolve) => {
        const signal = AbortSignal.timeout(timeout)
        const request = get({ host, port, path, agent: false, signal }, ({ statusCode = 0 }) => {
          request.destroy()
          resolve(statusCode >= 200 && statusCode < 400 ? null : `answers ${statusCode}`)
        })
        request.on('error', (error) => resolve(refusal(error, timeout)))
      }),
  }
}

/** @param port undefined as long as it is not known */
export function tcpProbe(host: string, port: () => number | undefined): Probe {
  return {
    get name() {
      return `TCP ${host}:${port() ?? '?'}`
    },
    check: (timeout) =>
      new Promise((resolve) => {
        const known = port()
        if (known === undefined) return resolve('has no port yet')
        const socket = connect({ host, port: known, signal: AbortSignal.timeout(timeout) })
        socket.once('connect', () => {
          socket.destroy()
          resolve(null)
        })
        socket.on('error', (error) => resolve(refusal(error, timeout)))
      }),
  }
}

function refusal(error: NodeJS.ErrnoException, timeout: number): string {
  if (error.name === 'AbortError') return `gives no answer within ${timeout / 1_000} s`
  return error.code === 'ECONNREFUSED' ? 'is refused' : `fails: ${error.message}`
}

/**
 * Reads on from where it was at the last look.
 * @param from where in the file this life of the server begins
 */
export function logProbe(file: string, from: number, pattern: string): Probe {
  const expression = new RegExp(pattern)
  const follower = new LogFollower(file, from)
  return {
    name: `log /${pattern}/`,
    check: async () => {
      for await (const line of follower.lines()) if (expression.test(line)) return null
      return 'was not printed yet'
    },
  }
}
