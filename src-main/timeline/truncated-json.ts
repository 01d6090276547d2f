// Parses truncated JSON, as far as its values are complete.

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/** Returns the complete part of the value; undefined if there is none. */
export function parseTruncatedJson(text: string): unknown {
  const { length, closers } = completePrefix(text)
  try {
    return JSON.parse(text.slice(0, length) + closers)
  } catch {
    return undefined
  }
}

/** Returns the length of the complete prefix, and the brackets that close it. */
function completePrefix(text: string): { length: number; closers: string } {
  let open = ''
  let complete = { length: 0, closers: '' }
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (quoted) {
      if (character === '\\') index += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') complete = { length: index, closers: open }
    else if (character in CLOSERS) {
      open = `${CLOSERS[character] ?? ''}${open}`
      complete = { length: index + 1, closers: open }
    } else if (character === '}' || character === ']') {
      open = open.slice(1)
      complete = { length: index + 1, closers: open }
    }
  }
  return complete
}
