// Decides by the headers of a request who may talk to a local server, before anything reads its path. This keeps out
// other web pages and rebound host names; the token keeps out other users.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Refusal {
  status: number
  reason: string
}

/** Creates a secret. Whoever knows it may start and stop processes as this user. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The names with which programs on this machine reach a local port. */
export const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** Checks any request, upgrades included. Returns null if it is allowed. */
export function refuseSource(
  request: IncomingMessage,
  port: number,
  names: readonly string[] = LOCAL_NAMES,
): Refusal | null {
  const { host: hosts = [], origin: origins = [] } = request.headersDistinct
  const host = hosts.length === 1 ? hosts[0]?.toLowerCase() : undefined
  if (host === undefined || !names.some((name) => new URL(`http://${name}:${port}`).host === host))
    return { status: 421, reason: 'This address is not served here.' }
  if (origins.some((origin) => origin !== `http://${host}`))
    return { status: 403, reason: 'Other origins are not served.' }
  return null
}

/** For a server without a page: browsers always send one of these headers, commands never do. */
export function refusePages(request: IncomingMessage): Refusal | null {
  const isFromPage = request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined
  return isFromPage ? { status: 403, reason: 'Pages are not served.' } : null
}
