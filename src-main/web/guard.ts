// Decides which plain requests the page's server answers, after `refuseSource`.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Refusal } from '../control/index.ts'

const ALLOWED_SITES = new Set(['same-origin', 'none'])

/** Other pages may link to this server, but not load anything from it. */
export function refuseFetch(request: IncomingMessage): Refusal | null {
  // A service worker would outlive this server, and answer in its place.
  if (request.headers['service-worker'] !== undefined)
    return { status: 403, reason: 'Service workers are not served.' }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, reason: 'Only GET and HEAD are served.' }
  const site = request.headers['sec-fetch-site']
  if (site === undefined || ALLOWED_SITES.has(site) || isTopNavigation(request.headers)) return null
  return { status: 403, reason: 'Other sites are not served.' }
}

function isTopNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}
