// The timeline inside a report's page: packed, in base64, in one element that no browser executes.
import { TimelineError } from './file.ts'

const OPENING = '<script type="application/gzip+base64" id="grove-timeline">'

/** The packed bytes in the pieces of a page (of ASCII, as far as it matters). Throws a `TimelineError` where it holds none. */
export async function* embeddedTimeline(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let rest = ''
  let inside = false
  for await (const piece of pieces) {
    rest += piece
    if (!inside) {
      const at = rest.indexOf(OPENING)
      inside = at >= 0
      // What may be the beginning of it stays.
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
  if (!inside) throw new TimelineError('This page is no report of Grove: it holds no timeline.', 1)
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
