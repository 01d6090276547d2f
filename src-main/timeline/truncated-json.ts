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

/**
 * Returns valid JSON: the text with the text or number at its end closed, or else its complete part.
 * `added` is what follows the part that was kept.
 */
export function closeTruncatedJson(text: string): { json: string; added: string } {
  const { length, closers, open, endsIn } = completePrefix(text)
  if (endsIn === 'value') return { json: text + open, added: open }
  if (endsIn === 'text') {
    const kept = text.replace(/\\(?:u[0-9a-f]{0,3})?$/i, (escape, at: number) =>
      isEscaped(text, at) ? escape : '',
    )
    return { json: `${kept}"${open}`, added: `"${open}` }
  }
  const number = /[:[,](-?\d[\d.eE+-]*)$/.exec(text.slice(-400))?.[1]
  if (endsIn === 'key' || number === undefined)
    return { json: text.slice(0, length) + closers, added: closers }
  const digits = number.replace(/\D+$/, '')
  return { json: text.slice(0, text.length - number.length) + digits + open, added: open }
}

/** Whether the backslash at this index is itself escaped. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before -= 1
  return (at - before) % 2 === 1
}

interface Prefix {
  length: number
  /** The brackets that close the complete prefix. */
  closers: string
  /** The brackets that close the whole text. */
  open: string
  /** A text that is not closed, one that is, or a key; anything else is `null`. */
  endsIn: 'text' | 'value' | 'key' | null
}

/** Returns the length of the complete prefix, and the brackets that close it. */
function completePrefix(text: string): Prefix {
  let open = ''
  let complete = { length: 0, closers: '' }
  let isQuoted = false
  let closedAt = -1
  /** The last bracket, comma or colon. */
  let last = ''
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (isQuoted) {
      if (character === '\\') index += 1
      else if (character === '"') {
        isQuoted = false
        closedAt = index
      }
      continue
    }
    if (character === '"') isQuoted = true
    else if (character === ':') last = character
    else if (character === ',') {
      last = character
      complete = { length: index, closers: open }
    } else if (character in CLOSERS) {
      last = character
      open = `${CLOSERS[character] ?? ''}${open}`
      complete = { length: index + 1, closers: open }
    } else if (character === '}' || character === ']') {
      last = character
      open = open.slice(1)
      complete = { length: index + 1, closers: open }
    }
  }
  const isKey = open.startsWith('}') && last !== ':'
  const isText = isQuoted || closedAt === text.length - 1
  const endsIn = !isText || text === '' ? null : isKey ? 'key' : isQuoted ? 'text' : 'value'
  return { ...complete, open, endsIn }
}
