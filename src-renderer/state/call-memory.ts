// The last arguments of each method, remembered by the browser: of a bounded number of methods, the latest first.
const STORAGE_KEY = 'grove.call-arguments'
const MAX_METHODS = 100
const MAX_CHARACTERS = 10_000

type Entry = [method: string, text: string]

export function recallArguments(method: string): string {
  return read().find(([name]) => name === method)?.[1] ?? ''
}

/** A longer text is not remembered. */
export function rememberArguments(method: string, text: string): void {
  const others = read().filter(([name]) => name !== method)
  const entries: Entry[] = text.length > MAX_CHARACTERS ? others : [[method, text], ...others]
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(entries.slice(0, MAX_METHODS)))
  } catch {
    // The browser's storage is full: the arguments are not worth an error.
  }
}

/** What is remembered may come from another version of Grove. */
function read(): Entry[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]')
    if (!Array.isArray(stored)) return []
    return stored
      .filter(
        (entry): entry is Entry =>
          Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string',
      )
      .slice(0, MAX_METHODS)
  } catch {
    return []
  }
}
