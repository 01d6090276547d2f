// Finds a text in the keys and values of a JSON value.

export interface JsonMatch {
  /** Where it is: `args[0].text`; empty for the value itself. */
  path: string
  /** The value there, as far as it surrounds the text; null if the key matches and holds more values. */
  text: string | null
}

const CONTEXT_CHARACTERS = 80

/** @param most the number of matches that are returned; all are counted */
export function searchJson(
  value: unknown,
  wanted: string,
  most: number,
): { matches: JsonMatch[]; count: number } {
  const text = wanted.toLowerCase()
  const matches: JsonMatch[] = []
  let count = 0
  // Values on the way; the last is the next. A stack of our own: values may be nested deeply.
  const open: { path: string; key: string; value: unknown }[] = [{ path: '', key: '', value }]
  for (let next = open.pop(); next; next = open.pop()) {
    const isBranch = typeof next.value === 'object' && next.value !== null
    const leaf = isBranch ? '' : leafText(next.value)
    const at = leaf.toLowerCase().indexOf(text)
    if (at >= 0 || next.key.toLowerCase().includes(text)) {
      count += 1
      if (matches.length < most)
        matches.push({ path: next.path, text: isBranch ? null : excerpt(leaf, Math.max(0, at), text.length) })
    }
    if (!isBranch) continue
    const isList = Array.isArray(next.value)
    const children = Object.entries(next.value as object).map(([key, child]) => ({
      path: isList ? `${next.path}[${key}]` : next.path === '' ? key : `${next.path}.${key}`,
      key: isList ? '' : key,
      value: child as unknown,
    }))
    for (const child of children.toReversed()) open.push(child)
  }
  return { matches, count }
}

function leafText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - CONTEXT_CHARACTERS)
  const to = Math.min(text.length, at + length + CONTEXT_CHARACTERS)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}
