// The files of Grove's page and the headers that confine it, for the desktop and the web shell.
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

const MIME = new Map(
  Object.entries({
    html: 'text/html; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    css: 'text/css; charset=utf-8',
    json: 'application/json; charset=utf-8',
    svg: 'image/svg+xml',
    png: 'image/png',
    ico: 'image/x-icon',
    woff2: 'font/woff2',
    wasm: 'application/wasm',
  }),
)

const SAFE_SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

export interface PageFile {
  mime: string
  content: Uint8Array<ArrayBuffer>
}

/**
 * Reads a file of the built page by the path of its URL; `/` is the page itself.
 * @returns null if there is no such file, or if its real path is outside `directory`
 */
export async function readPageFile(directory: string, urlPath: string): Promise<PageFile | null> {
  const name = fileName(urlPath)
  const mime = name && MIME.get(name.slice(name.lastIndexOf('.') + 1))
  if (!name || !mime) return null
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, name))])
    return path.startsWith(root + sep) ? { mime, content: new Uint8Array(await readFile(path)) } : null
  } catch {
    return null
  }
}

/** Relative to the folder of the page, separated by `/`; null if a segment is unsafe. */
function fileName(urlPath: string): string | null {
  const path = decode(urlPath.split(/[?#]/, 1)[0] ?? '')
  if (path === null || !path.startsWith('/')) return null
  const name = path === '/' ? 'index.html' : path.slice(1)
  return name.split('/').every((segment) => SAFE_SEGMENT.test(segment)) ? name : null
}

function contentPolicy(connect: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "worker-src 'none'",
  ].join('; ')
}

/** Headers of every response, errors included. `connect` lists what the page may connect to besides its own origin. */
export function pageHeaders(connect: string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
