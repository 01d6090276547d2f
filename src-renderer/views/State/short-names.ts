// Short names of servers for the columns of a table: unambiguous among those that are shown.

const PREFIX = 4

interface Parts {
  base: string
  number: string
}

/** Returns `con1` for `connector-1`: a name for each id, the whole id where a shorter one would be ambiguous. */
export function shortNames(ids: readonly string[]): Map<string, string> {
  const bases = prefixes(new Set(ids.map((id) => partsOf(id).base)))
  const names = new Map(
    ids.map((id) => {
      const { base, number } = partsOf(id)
      return [id, `${bases.get(base) ?? base}${number}`]
    }),
  )
  const uses = new Map<string, number>()
  for (const name of names.values()) uses.set(name, (uses.get(name) ?? 0) + 1)
  const wholes = new Set(ids)
  return new Map(
    [...names].map(([id, name]) => [
      id,
      uses.get(name) === 1 && (name === id || !wholes.has(name)) ? name : id,
    ]),
  )
}

function partsOf(id: string): Parts {
  const match = /^(.*?\D)[-_.]?(\d+)$/.exec(id)
  return match
    ? { base: match[1]?.replace(/[-_.]$/, '') ?? id, number: match[2] ?? '' }
    : { base: id, number: '' }
}

/** The shortest beginning of each text that no other begins with, but a few letters at least. */
function prefixes(texts: ReadonlySet<string>): Map<string, string> {
  const lengthOf = (text: string): number => {
    for (let length = PREFIX; length < text.length; length += 1) {
      const prefix = text.slice(0, length)
      if (![...texts].some((other) => other !== text && other.startsWith(prefix))) return length
    }
    return text.length
  }
  return new Map(
    [...texts].map((text) => [text, text.slice(0, text.length <= PREFIX + 1 ? text.length : lengthOf(text))]),
  )
}
