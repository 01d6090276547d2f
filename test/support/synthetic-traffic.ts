// A synthetic run of any length, as a recorder would write it: servers join and call each other; some are killed and come
// back, or drop packets by an injected fault. The same options give the same events.
import { Pairing, type HeaderEvent, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { MILLISECOND, Stage } from './synthetic-stage.ts'
import { SyntheticTalk } from './synthetic-talk.ts'
import { startSyntheticCluster, syntheticHeader, feed } from './synthetic-timeline.ts'

export interface Traffic {
  header: HeaderEvent
  /** In file order. */
  events: Iterable<TimelineEvent>
}

export function syntheticTraffic(count: number, servers: number): Traffic {
  return { header: syntheticHeader({ servers }), events: eventsOf(count, servers) }
}

function* eventsOf(count: number, servers: number): Iterable<TimelineEvent> {
  const rows: TimelineEvent[] = []
  const pairing = new Pairing((event) => rows.push(event))
  const stage = new Stage(1)
  startSyntheticCluster(stage, servers, (company) => new SyntheticTalk(company).start())
  for (let left = count; left > 0;) {
    stage.run(stage.now + 100 * MILLISECOND)
    for (const seen of stage.seen.splice(0)) feed(pairing, seen)
    pairing.expire(stage.now)
    const some = rows.splice(0, left)
    left -= some.length
    yield* some
  }
}
