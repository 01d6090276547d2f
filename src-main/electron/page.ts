// The page in the desktop window: its scheme `app://bundle/`, and its requests.
import { pageHeaders, readPageFile } from '../shell/page.ts'

export const SCHEME = 'app'
const HOST = 'bundle'
export const PAGE = `${SCHEME}://${HOST}/index.html`

export function isOwnAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  return url?.protocol === `${SCHEME}:` && url.host === HOST
}

/** Returns a handler for requests of the scheme. `directory` holds the built page. */
export function servePage(
  directory: string,
): (request: { url: string; method: string }) => Promise<Response> {
  return async ({ url, method }) => {
    const isServed = isOwnAddress(url) && method === 'GET'
    const file = isServed ? await readPageFile(directory, new URL(url).pathname) : null
    if (!file) return new Response('There is no such file.\n', { status: 404, headers: pageHeaders() })
    return new Response(file.content, { headers: { ...pageHeaders(), 'Content-Type': file.mime } })
  }
}
