// Parses a whole timeline file.
import { TimelineCollector, TimelineReader, type ParsedTimeline } from '../../src-main/timeline/index.ts'

/** @throws {TimelineError} with the line. */
export function parseTimeline(text: string): ParsedTimeline {
  const collector = new TimelineCollector()
  const reader = new TimelineReader(collector.add)
  reader.push(text)
  return collector.finish(reader.finish())
}
