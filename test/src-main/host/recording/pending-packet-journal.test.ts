// What was half known when Grove was ended is in the timeline for whoever opens it, and in it once.
import { appendFile, cp, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PacketRecord } from '../../../../core/protocol/record.ts'
import { PendingPacketJournal } from '../../../../src-main/host/recording/pending-packet-journal.ts'
import { readTimeline } from '../../../../src-main/host/run.ts'
import { Recorder } from '../../../../src-main/host/recording/recorder.ts'
import { timelineFile, markInUse } from '../../../../src-main/host/recording/run-folder.ts'
import { TimelineFile } from '../../../../src-main/host/recording/timeline-file.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { until } from '../../../support/until.ts'

const header = { ...syntheticTimeline().header, t0: process.hrtime.bigint().toString() }

function seen(t: 'sent' | 'received', n: number, at: number): PacketRecord {
  const packet = { link: 'control', conn: 'c', direction: 'up', event: 'monitor', bytes: 9 } as const
  return { t, n, at, ...packet, body: { token: 'sesame' } }
}

test('pending packets survive the end of the launcher', async () => {
  await using folder = await temporaryFolder()
  const run = join(folder.path, 'run')
  await mkdir(run)
  const file = await TimelineFile.create(timelineFile(run))
  const recorder = new Recorder(header, [file], { journal: await PendingPacketJournal.create(run) })
  const beside = join(run, 'pending-packets.ndjson')
  recorder.addRecords('chat-1', 'c1', [seen('sent', 1, 0), seen('sent', 2, 1)])
  await until('both are beside it', async () => (await stat(beside)).size > 0)
  recorder.addRecords('master-1', 'm1', [seen('received', 2, 2)])
  recorder.flush()
  await until('one is in it', () => file.queuedBytes === 0)

  const cutOff = join(folder.path, 'cut-off')
  await cp(run, cutOff, { recursive: true })
  await appendFile(timelineFile(cutOff), '{"t":"mark","seq":2,"at')
  const release = await markInUse(cutOff, 'recorded')
  expect((await readTimeline(timelineFile(cutOff))).events).toHaveLength(1)
  await release()
  const { events, warnings } = await readTimeline(timelineFile(cutOff))
  expect(events).toMatchObject([
    { seq: 1, n: 2, sent: 1, received: 2 },
    { seq: 2, n: 1, sent: 0, received: null, from: 'chat-1', body: { token: '[redacted]' } },
  ])
  expect(warnings.join()).not.toContain('torn')
  expect(await readdir(cutOff)).toEqual(['timeline.ndjson'])
  expect((await readTimeline(timelineFile(cutOff))).events).toEqual(events)

  await recorder.finish(0)
  expect(await readdir(run)).toEqual(['timeline.ndjson'])
  expect(await readFile(timelineFile(run), 'utf8')).toContain('"t":"footer"')
})
