// The text of anything that was thrown.

const MAX_CHARACTERS = 8 * 1024
/** Errors, causes and parts of one message. */
const MAX_ERRORS = 16

/**
 * Returns the message of an `Error` with those of its causes and parts, and any other value as text. Never throws and is
 * never empty, whatever was thrown; a longer text is cut.
 */
export function messageOf(error: unknown): string {
  return cut(textOf(error, new Set()))
}

function textOf(value: unknown, seen: Set<object>): string {
  const isObject = typeof value === 'object' && value !== null
  const body = (): string => (isObject ? textOfObject(value, seen) : textOfPlain(value))
  return attempt(body) ?? 'a value that cannot be read was thrown'
}

function textOfPlain(value: unknown): string {
  if (typeof value === 'function') return `a function was thrown: ${value.name || 'without a name'}`
  return value === '' ? 'an empty text was thrown' : String(value)
}

function textOfObject(value: object, seen: Set<object>): string {
  const message = read(value, 'message')
  // An error of another realm, or an object like one, is no instance of this `Error`.
  if (!(value instanceof Error) && typeof message !== 'string') return textOfData(value)
  seen.add(value)
  const errors = read(value, 'errors')
  const parts = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : []
  let text = typeof message === 'string' && message !== '' ? message : nameOf(value)
  for (const cause of [...parts, read(value, 'cause')] as unknown[]) {
    if (cause === undefined || seen.has(cause as object) || seen.size >= MAX_ERRORS) continue
    const added = textOf(cause, seen)
    // Many messages quote their cause already.
    if (!text.includes(added)) text += `; ${added}`
  }
  return text
}

function nameOf(error: object): string {
  const name = read(error, 'name')
  return `${typeof name === 'string' && name !== '' ? name : 'an error'} without a message`
}

function textOfData(value: unknown): string {
  const text = attempt(() => String(value)) ?? ''
  if (text !== '' && !text.startsWith('[object ')) return text
  return attempt(() => JSON.stringify(value)) ?? (text || 'an object without a text was thrown')
}

function read(value: object, key: string): unknown {
  return attempt(() => (value as Record<string, unknown>)[key])
}

/** A getter, a trap or a `toString` may throw. */
function attempt<Result>(body: () => Result): Result | undefined {
  try {
    return body()
  } catch {
    return undefined
  }
}

function cut(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  return `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`
}
