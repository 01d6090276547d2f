// A run of events in columns, with its chapters.
import { ChapterTracker, EventColumns } from '../../src-main/timeline/index.ts'
import type { Chapter, HeaderEvent, TimelineEvent } from '../../src-main/timeline/index.ts'

export interface TrackedRun {
  events: EventColumns
  tracker: ChapterTracker
  chapters: readonly Chapter[]
}

/** @param events in the order of arrival */
export function trackedRun(header: HeaderEvent, events: readonly TimelineEvent[]): TrackedRun {
  const columns = new EventColumns()
  const tracker = new ChapterTracker()
  tracker.setHeader(header)
  for (const event of events) columns.add(event)
  tracker.append(events)
  return { events: columns, tracker, chapters: tracker.chapters(columns) }
}
