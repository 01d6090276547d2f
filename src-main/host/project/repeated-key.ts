// Finds a key that an object of a JSON text has twice: JSON.parse keeps only the last.

export interface RepeatedKey {
  /** Path of the key, like `servers.chat`. */
  field: string
  /** From 1. */
  line: number
  /** Line of the earlier one. */
  firstLine: number
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:\n]/g

/** An object or a list that is open at a place of the text. */
interface Level {
  /** The keys so far and their lines; null for a list. */
  keys: Map<string, number> | null
  /** The key or index of the current member. */
  key: string | number
}

/** Returns the first repeated key, or null. @param text valid JSON */
export function findRepeatedKey(text: string): RepeatedKey | null {
  const levels: Level[] = []
  let line = 1
  let lastString = '""'
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '\n') line += 1
    else if (token === '{') levels.push({ keys: new Map(), key: '' })
    else if (token === '[') levels.push({ keys: null, key: 0 })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && typeof level?.key === 'number') level.key += 1
    else if (token === ':' && level?.keys) {
      level.key = JSON.parse(lastString) as string
      const firstLine = level.keys.get(level.key)
      if (firstLine !== undefined) return { field: levels.map(({ key }) => key).join('.'), line, firstLine }
      level.keys.set(level.key, line)
    } else if (token.startsWith('"')) lastString = token
  }
  return null
}
