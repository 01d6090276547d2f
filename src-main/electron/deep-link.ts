// Links of other programs, like `grove://open?run=…&at=…`. A link names what to show; it never starts anything.
export const LINK_SCHEME = 'grove'

const MAX_LENGTH = 8_192
/** What a link may say of the page's address. Not `code`, which would admit a page. */
const FIELDS = [
  'run',
  'open',
  'environment',
  'view',
  'at',
  'range',
  'select',
  'filter',
  'hits',
  'hidden',
  'idle',
  'panel',
  'side',
  'compare',
] as const

export function isLink(text: string): boolean {
  return /^grove:/i.test(text)
}

export interface Link {
  /** The address of the page, from `#` on. */
  fragment: string
  /** The run that it names, if it names one. */
  run: string | undefined
}

/** Returns null if it is not a link of Grove. */
export function parseLink(link: string): Link | null {
  if (link.length > MAX_LENGTH || !URL.canParse(link)) return null
  const { protocol, host, pathname, searchParams, username, password, port } = new URL(link)
  const isOpen = protocol === `${LINK_SCHEME}:` && host === 'open' && (pathname === '' || pathname === '/')
  if (!isOpen || username || password || port) return null
  const fields = FIELDS.flatMap((name) => {
    const value = searchParams.get(name)
    return value === null || value === '' ? [] : [[name, value] as const]
  })
  const named = new Map<string, string>(fields)
  if (named.has('run') === named.has('open') || [...named.values()].some(hasControls)) return null
  const parts = fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return { fragment: `#${parts.join('&')}`, run: named.get('run') }
}

/** Control characters, and those that change the direction of text, could hide what a path names. */
function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Bidi_Control}]/u.test(text)
}
