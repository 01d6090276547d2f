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

/** Ignores fields that are unknown or malformed. */
export function readPageFragment(hash: string): PageFragment {
  const fragment: PageFragment = {}
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [key, value] = part.split('=', 2)
    const text = decode(value ?? '')
    if ((key === 'code' || key === 'run' || key === 'open' || key === 'environment') && text)
      fragment[key] = text
  }
  return fragment
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
