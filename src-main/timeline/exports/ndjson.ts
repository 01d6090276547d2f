// The native format, the only lossless one. The header of a partial export says what was selected.
import { encodeLine } from '../file.ts'
import type { Exporter, SelectedTimeline } from './exporter.ts'

export const ndjson: Exporter = {
  mime: 'application/x-ndjson',
  extension: 'ndjson',
  limitations: '',
  includes: () => true,
  write,
}

function* write({ header, events, footer, provenance }: SelectedTimeline): Iterable<string> {
  const { from, to, filter, events: all } = provenance
  const whole = all === events.length
  yield encodeLine(whole ? header : { ...header, selection: { from, to, filter, events: all } })
  for (const event of events) yield encodeLine(event)
  if (footer) yield encodeLine(whole ? footer : { ...footer, events: events.length })
}
