// What both shells promise of Grove's page: which of its files may be asked for, and the headers that confine it.
// Strings only; reading the file is the shell's.

export interface PageFile {
  /** Relative to the folder of the built page, with `/`, never leading out of it. */
  name: string
  mime: string
}

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

/** The file behind the path of an address (`/` is the page itself), or null where there can be none. */
export function pageFile(path: string): PageFile | null {
  const name = decode(path.split(/[?#]/, 1)[0] ?? '')
  if (name === null || !name.startsWith('/')) return null
  const segments = name === '/' ? ['index.html'] : name.slice(1).split('/')
  if (!segments.every((segment) => SAFE_SEGMENT.test(segment))) return null
  const mime = MIME.get(name === '/' ? 'html' : name.slice(name.lastIndexOf('.') + 1))
  return mime === undefined ? null : { name: segments.join('/'), mime }
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
  ].join('; ')
}

/** For every answer, errors too. `connect` lists what the page may connect to besides its own origin. */
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

/** What a shell tells the page in its address. The fragment reaches no log, no server and no referrer. */
export interface PageFragment {
  token?: string
  /** A folder to show the preview of, or a timeline to open: nothing of it runs before the user says so. */
  open?: string
}

/** `#token=…&open=…`, or nothing. */
export function pageFragment(fragment: PageFragment): string {
  const parts = Object.entries(fragment).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? '' : `#${parts.join('&')}`
}

export function readPageFragment(hash: string): PageFragment {
  const fragment: PageFragment = {}
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [key, value] = part.split('=', 2)
    const text = decode(value ?? '')
    if ((key === 'token' || key === 'open') && text) fragment[key] = text
  }
  return fragment
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
