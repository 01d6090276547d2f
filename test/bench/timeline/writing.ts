// What it costs to write a timeline as the recorder does, in batches to a file; the floor is JSON.stringify of the same lines.
import { setImmediate } from 'node:timers/promises'
import { TimelineFile } from '../../../src-main/host/recording/timeline-file.ts'
import { encodeLine, RunProgress, type TimelineEvent } from '../../../src-main/timeline/index.ts'
import { syntheticTraffic } from '../../support/synthetic-traffic.ts'
import type { Part } from './part.ts'

/** Lines of one batch: what 25 ms of a busy cluster bring. */
const BATCH = 1_000
const ROUNDS = 10
const SERVERS = 20

export const writing: Part = async ({ events: count, file: path }) => {
  const { header, events } = syntheticTraffic(count, SERVERS)
  const file = await TimelineFile.create(path)
  file.append(Buffer.from(encodeLine(header)))
  const progress = new RunProgress(header)
  const floor = Array.from({ length: ROUNDS }, () => 0)
  const milliseconds = Array.from({ length: ROUNDS }, () => 0)
  let written = 0
  for (const batch of batchesOf(events)) {
    const round = Math.min(ROUNDS - 1, Math.floor((written / count) * ROUNDS))
    const began = performance.now()
    for (const event of batch) JSON.stringify(event)
    const middle = performance.now()
    file.append(Buffer.from(batch.map(encodeLine).join('')))
    while (file.queuedBytes > 0) await setImmediate()
    floor[round]! += middle - began
    milliseconds[round]! += performance.now() - middle
    written += batch.length
    for (const event of batch) progress.apply(event)
  }
  file.append(Buffer.from(encodeLine({ t: 'footer', ...progress.summary(), exit: 0 })))
  await file.close()
  const bytes = {
    what: 'bytes of an event in the file',
    value: file.writtenBytes / count,
    unit: 'bytes',
  } as const
  return { rows: [{ what: 'write, a tenth of it', milliseconds, floor }], figures: [bytes] }
}

function* batchesOf(events: Iterable<TimelineEvent>): Iterable<TimelineEvent[]> {
  let batch: TimelineEvent[] = []
  for (const event of events) {
    batch.push(event)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
