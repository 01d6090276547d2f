// Reads the timeline in a report's page: gzipped NDJSON in base64, in a script element that browsers do not run.
import { EmbeddedPages, type EmbeddedTimeline } from './embedded-pages.ts'

/** Reads the embedded timeline and empties its element. @throws If there is none, or if it is damaged. */
export async function readEmbedded(): Promise<EmbeddedTimeline> {
  const element = document.getElementById('grove-timeline')
  if (!element?.textContent) throw new Error('it has no timeline.')
  // Decoded line by line: decoding all of a long run at once would take many times its size.
  const packed = new Blob(element.textContent.trim().split('\n').map(bytesOf))
  element.textContent = ''
  const pages = new EmbeddedPages()
  const unpacked = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (let next = await unpacked.read(); !next.done; next = await unpacked.read()) pages.push(next.value)
  return pages.finish()
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at)
  return bytes
}
