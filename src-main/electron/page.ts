// The page as the window loads it: `app://bundle/` instead of files, and the question whether an address is ours.
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pageFile, pageHeaders } from '../contract/index.ts'

export const SCHEME = 'app'
const HOST = 'bundle'
export const PAGE = `${SCHEME}://${HOST}/index.html`

/** Whether an address belongs to Grove's own page. */
export function isOwnAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  return url?.protocol === `${SCHEME}:` && url.host === HOST
}

/** Answers requests of the scheme from the folder of the built page. */
export function servePage(
  directory: string,
): (request: { url: string; method: string }) => Promise<Response> {
  return async ({ url, method }) => {
    const file = isOwnAddress(url) && method === 'GET' ? pageFile(new URL(url).pathname) : null
    const content = file && (await read(directory, file.name))
    if (!file || !content)
      return new Response('There is no such file.\n', { status: 404, headers: pageHeaders() })
    return new Response(content, { headers: { ...pageHeaders(), 'Content-Type': file.mime } })
  }
}

async function read(directory: string, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, name))])
    return path.startsWith(root + sep) ? new Uint8Array(await readFile(path)) : null
  } catch {
    return null
  }
}
