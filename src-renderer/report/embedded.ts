// The timeline that lies in a report's page: packed NDJSON in base64, in an element that no browser executes.
import { gatherTimeline, TimelineReader, type ParsedTimeline } from '../../src-main/timeline/index.ts'

/** Rejects where there is none, or where it is damaged. The element is emptied: the page needs it no longer. */
export async function readEmbedded(): Promise<ParsedTimeline> {
  const element = document.getElementById('grove-timeline')
  if (!element?.textContent) throw new Error('it holds no timeline.')
  const packed = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0))
  element.textContent = ''
  const { take, timeline } = gatherTimeline()
  const reader = new TimelineReader(take)
  const decoder = new TextDecoder()
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (let next = await unpacked.read(); !next.done; next = await unpacked.read()) {
    reader.push(decoder.decode(next.value, { stream: true }))
  }
  return timeline(reader.finish())
}
