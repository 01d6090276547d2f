// Shortens labels from the middle, where they differ least.

/** Returns the text, or its start and end around an ellipsis, as wide as fits; empty if nothing fits. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text
  const letters = [...text]
  let low = 0
  let high = letters.length - 1
  while (low < high) {
    const kept = Math.ceil((low + high) / 2)
    if (measure(withEllipsis(letters, kept)) <= width) low = kept
    else high = kept - 1
  }
  return low === 0 ? (measure('…') <= width ? '…' : '') : withEllipsis(letters, low)
}

function withEllipsis(letters: readonly string[], kept: number): string {
  const end = Math.floor(kept / 2)
  return `${letters.slice(0, kept - end).join('')}…${end === 0 ? '' : letters.slice(-end).join('')}`
}
