// The native format, and the only one that loses nothing.
import type { Timeline } from '../event.ts'
import { encodeLine } from '../file.ts'

export function* exportNdjson({ header, events, footer }: Timeline): Iterable<string> {
  yield encodeLine(header)
  for (const event of events) yield encodeLine(event)
  if (footer) yield encodeLine(footer)
}
