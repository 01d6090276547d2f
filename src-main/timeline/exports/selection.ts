// Selects the events of an export, and describes the selection.
import { timeOf, type Timeline, type TimelineEvent } from '../event.ts'
import { formatMoment } from '../format-time.ts'
import { NoteList } from '../notes.ts'
import { matches } from '../query/index.ts'
import { Redactor } from '../redact.ts'
import type { Exporter, SelectionOptions, Provenance, SelectedTimeline } from './exporter.ts'

const redactor = new Redactor()

export function selectEvents(
  timeline: Timeline,
  exporter: Exporter,
  options: SelectionOptions,
): SelectedTimeline {
  const { from = -Infinity, to = Infinity, filter } = options
  const { header, footer } = timeline
  const notes = new NoteList()
  for (const event of timeline.events) if (event.t === 'mark') notes.add(event)
  const events = timeline.events
    .filter((event) => timeOf(event) >= from && timeOf(event) <= to && exporter.includes(event))
    // Only formats that hold everything hold what notes said before.
    .filter((event) => event.t !== 'mark' || exporter.limitations === '' || notes.isCurrent(event))
    .filter((event) => filter === undefined || matches(filter.query, event))
    // Again also what was redacted when it was recorded: perhaps by an older Grove.
    .map((event) => redactor.event(event))
  const provenance = {
    generator: header.generator,
    schemaVersion: header.v,
    run: header.run,
    startedAt: header.startedAt,
    timeBase: `nanoseconds of the monotonic clock since t0 = ${header.t0}`,
    redacted: true,
    from: options.from ?? null,
    to: options.to ?? null,
    filter: filter?.text ?? null,
    events: timeline.events.length,
    exported: events.length,
    dropped: footer?.dropped ?? droppedIn(timeline.events),
    lost: exporter.limitations,
  }
  return { header: { ...header, redacted: true }, events, footer, provenance, run: timeline.events }
}

/** Describes an export for people: how much of the run it holds, and what the format cannot hold. */
export function describeExport({ exported, events, from, to, filter, lost }: Provenance): string {
  const count = exported === events ? `All ${events} events` : `${exported} of ${events} events`
  const since = from === null ? '' : ` from ${formatMoment(from)}`
  const until = to === null ? '' : ` to ${formatMoment(to)}`
  const which = filter === null ? '' : ` that match ${filter}`
  return `${count}${since}${until}${which}.${lost === '' ? '' : ` ${lost}`}`
}

function droppedIn(events: readonly TimelineEvent[]): number {
  return events.reduce((sum, event) => sum + (event.t === 'gap' ? event.lost : 0), 0)
}
