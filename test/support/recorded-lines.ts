// Reads the lines of a run through pages, as a window does.
import type { LinePage } from '../../src-main/contract/index.ts'
import { parseTrustedLines, type TimelineLine } from '../../src-main/timeline/index.ts'

export function linesIn({ text }: LinePage): TimelineLine[] {
  return parseTrustedLines(new TextDecoder().decode(text))
}

/** Returns all lines from index `from` on. Each page must begin where the one before ended. */
export async function recordedLines(
  read: (from: number) => Promise<LinePage>,
  from = 0,
): Promise<TimelineLine[]> {
  const page = await read(from)
  const lines = linesIn(page)
  let { next } = page
  while (next !== null) {
    const following = await read(next)
    if (following.first !== next) throw new Error(`asked for ${next}, got ${following.first}`)
    lines.push(...linesIn(following))
    next = following.next
  }
  return lines.slice(from - page.first)
}

/** Returns a page that has all these lines from index `from` on. */
export function pageOf(lines: readonly TimelineLine[], from = 0): LinePage {
  const text = lines
    .slice(from)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
  return { first: from, next: null, text: new TextEncoder().encode(text) }
}
