// Reads the beginning of JSON that was cut off: enough to name a packet, never enough to trust what is missing.

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/** The value as far as it was complete; undefined where nothing can be read. */
export function parseTruncatedJson(text: string): unknown {
  const { length, closers } = completePrefix(text)
  try {
    return JSON.parse(text.slice(0, length) + closers)
  } catch {
    return undefined
  }
}

/** Up to where the values are whole, and what closes the containers that are open there. */
function completePrefix(text: string): { length: number; closers: string } {
  let open = ''
  let whole = { length: 0, closers: '' }
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const one = text.charAt(index)
    if (quoted) {
      if (one === '\\') index += 1
      else if (one === '"') quoted = false
    } else if (one === '"') quoted = true
    else if (one === ',') whole = { length: index, closers: open }
    else if (one in CLOSERS) {
      open = `${CLOSERS[one] ?? ''}${open}`
      whole = { length: index + 1, closers: open }
    } else if (one === '}' || one === ']') {
      open = open.slice(1)
      whole = { length: index + 1, closers: open }
    }
  }
  return whole
}
