// Where the playhead stops when it moves on.
import type { EventColumns } from '../../src-main/timeline/index.ts'

/** The time of the nearest event after (1) or before (-1) a time that is neither an RPC packet nor a log line. */
export function stopBeside(events: EventColumns, time: number, direction: 1 | -1): number | null {
  const start = direction > 0 ? events.after(time) : events.from(time) - 1
  for (let place = start; place >= 0 && place < events.length; place += direction) {
    if (events.phaseAt(place) !== 'rpc' && events.kindAt(place) !== 'log') return events.timeAt(place)
  }
  return null
}
