// Looks up what a recording names. A recording may be damaged, and name what no catalog has.

/** Returns the text for a key; the key itself where there is none. */
export function termFor(texts: Readonly<Record<string, string>>, key: unknown): string {
  const name = String(key)
  return (Object.hasOwn(texts, name) ? texts[name] : undefined) ?? name
}
