// Extracts the timeline from a report's page: gzip in base64, in a script element that no browser runs.
import { TimelineError } from './file.ts'

const OPENING = '<script type="application/gzip+base64" id="grove-timeline">'

/**
 * Yields the gzip bytes. The page comes in pieces.
 * @throws {TimelineError} if the page holds no timeline, or a damaged one.
 */
export async function* embeddedTimeline(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let rest = ''
  let inside = false
  for await (const piece of pieces) {
    rest += piece
    if (!inside) {
      const at = rest.indexOf(OPENING)
      inside = at >= 0
      // Keep what may be the start of the opening tag.
      rest = inside ? rest.slice(at + OPENING.length) : rest.slice(1 - OPENING.length)
      if (!inside) continue
    }
    const end = rest.indexOf('<')
    const letters = (end < 0 ? rest : rest.slice(0, end)).replace(/\s+/g, '')
    const whole = end < 0 ? letters.length - (letters.length % 4) : letters.length
    yield bytesOf(letters.slice(0, whole))
    if (end >= 0) return
    rest = letters.slice(whole)
  }
  if (!inside) throw new TimelineError('This page is not a Grove report: it holds no timeline.', 1)
}

function bytesOf(base64: string): Uint8Array {
  try {
    const letters = atob(base64)
    const bytes = new Uint8Array(letters.length)
    for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at)
    return bytes
  } catch (error) {
    throw new TimelineError('The timeline in this page is damaged.', 1, error)
  }
}
