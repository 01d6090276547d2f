import { PassThrough, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { TimelineOutput } from '../../../src-main/cli/timeline-output.ts'
import { encodeLine } from '../../../src-main/timeline/index.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events } = syntheticTimeline({ servers: 2 })

test('a slow reader gets every line in order', async () => {
  const pipe = new PassThrough({ highWaterMark: 10 })
  const output = new TimelineOutput(() => {}, pipe)
  output.write([header])
  for (const event of events) output.write([event])
  const flushed = output.flush().then(() => pipe.end())
  expect(await text(pipe)).toBe([header, ...events].map(encodeLine).join(''))
  await flushed
})

test('a closed pipe is reported once, and flush does not wait for it', async () => {
  let told = 0
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const output = new TimelineOutput(() => (told += 1), gone)
  output.write([header])
  output.write(events)
  await output.flush()
  output.write(events)
  await output.flush()
  expect(told).toBe(1)
})
