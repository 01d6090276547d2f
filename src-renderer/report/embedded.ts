// The timeline that lies in a report's page: packed NDJSON in base64, in an element that no browser executes.
import { TimelineCollector, TimelineReader, type ParsedTimeline } from '../../src-main/timeline/index.ts'

/** Rejects where there is none, or where it is damaged. The element is emptied: the page needs it no longer. */
export async function readEmbedded(): Promise<ParsedTimeline> {
  const element = document.getElementById('grove-timeline')
  if (!element?.textContent) throw new Error('it holds no timeline.')
  // Each line is whole: of a long run, all at once would take many times its size.
  const packed = new Blob(element.textContent.trim().split('\n').map(bytesOf))
  element.textContent = ''
  const collector = new TimelineCollector()
  const reader = new TimelineReader(collector.add)
  const decoder = new TextDecoder()
  const unpacked = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (let next = await unpacked.read(); !next.done; next = await unpacked.read()) {
    reader.push(decoder.decode(next.value, { stream: true }))
  }
  return collector.finish(reader.finish())
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at)
  return bytes
}
