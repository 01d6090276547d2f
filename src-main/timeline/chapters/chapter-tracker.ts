// Cuts a run into chapters while its events arrive.
import type { EventColumns } from '../columns/event-columns.ts'
import { timeOf, type HeaderEvent, type Nanoseconds, type TimelineEvent } from '../event.ts'
import type { Chapter } from './chapter.ts'

export class ChapterTracker {
  /** To be called before the first event. */
  setHeader(_header: HeaderEvent): void {}

  /** Takes new events, in the order of arrival. */
  append(_events: readonly TimelineEvent[]): void {}

  /** @param events all events so far */
  chapters(events: EventColumns): readonly Chapter[] {
    if (events.length === 0) return []
    const to: Nanoseconds = timeOf(events.at(events.length - 1)) + 1
    return [
      {
        id: 'start',
        kind: 'start',
        from: Math.min(0, events.timeAt(0)),
        to,
        servers: [],
        title: 'Start',
        text: '',
        tone: 'plain',
        count: events.length,
        agreedAt: null,
      },
    ]
  }
}

/** Returns the chapters of a whole run. */
export function chaptersOf(
  header: HeaderEvent,
  events: readonly TimelineEvent[],
  columns: EventColumns,
): readonly Chapter[] {
  const tracker = new ChapterTracker()
  tracker.setHeader(header)
  tracker.append(events)
  return tracker.chapters(columns)
}
