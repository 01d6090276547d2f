// What a shell passes to the page in the fragment of its address. A fragment reaches no log, no server and no referrer.

export interface PageFragment {
  /** Admits this page, once. */
  code?: string | undefined
  /** The run to show. */
  run?: string | undefined
  /** A folder to preview, or a timeline to open. Nothing of it runs before the user agrees. */
  open?: string | undefined
  /** The environment of a Pomelo or Pinus project to preview. */
  environment?: string | undefined
}

/** `#code=…&open=…`, or an empty string. */
export function pageFragment(fragment: PageFragment): string {
  const parts = Object.entries(fragment).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${encodeURIComponent(String(value))}`,
  )
  return parts.length === 0 ? '' : `#${parts.join('&')}`
}

/** The fields of a fragment; malformed ones are left out. */
export function readFragmentFields(hash: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [key = '', value = ''] = part.split('=', 2)
    const text = decode(value)
    if (key && text && !fields.has(key)) fields.set(key, text)
  }
  return fields
}

/** Takes the code out of a fragment. */
export function takeCode(hash: string): { code: string | undefined; rest: string } {
  const code = readFragmentFields(hash).get('code')
  const parts = hash.replace(/^#/, '').split('&')
  const rest = parts.filter((part) => part !== '' && !/^code(=|$)/.test(part)).join('&')
  return { code, rest: rest && `#${rest}` }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
