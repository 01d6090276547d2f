// No planted secret reaches the timeline's file, its journal, a window or an export.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TapRecord } from '../../../../core/protocol/record.ts'
import { Tap } from '../../../../core/tap/tap.ts'
import { exportTools } from '../../../../src-main/host/exports/tools.ts'
import { PendingPacketJournal } from '../../../../src-main/host/recording/pending-packet-journal.ts'
import { Recorder } from '../../../../src-main/host/recording/recorder.ts'
import { TimelineFile } from '../../../../src-main/host/recording/timeline-file.ts'
import { readTimeline } from '../../../../src-main/host/run.ts'
import {
  encodeLine,
  exportTimeline,
  Redactor,
  type Timeline,
  type TimelineFormat,
} from '../../../../src-main/timeline/index.ts'
import { exportedBytes } from '../../../support/exported.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { plantedSecrets } from '../../../support/planted-secrets.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { until } from '../../../support/until.ts'

const FORMATS: TimelineFormat[] = ['ndjson', 'html', 'chrome-trace', 'mermaid', 'pcapng', 'csv', 'svg', 'png']
const FILLER = 'x'.repeat(17_000)

let folder: string
let temporary: AsyncDisposable
let timeline: Timeline
const wire: string[] = []

/** What the taps of both ends of a connection report of these packets. */
function tapped(link: 'control' | 'rpc', bodies: unknown[]): TapRecord[] {
  const records: TapRecord[] = []
  const tap = new Tap({ process: 'a-1', now: () => 1, sink: (record) => records.push(record), rpc: 'full' })
  bodies.forEach((body, index) => {
    const json = JSON.stringify(body)
    const packet = { event: link === 'rpc' ? 'rpc' : 'monitor', body, bytes: json.length, json: () => json }
    tap.sent({ kind: link, end: 'dialler', conn: link }, packet, index + 1, 1)
  })
  return records
}

beforeAll(async () => {
  const made = await temporaryFolder()
  temporary = made
  folder = made.path
  const file = await TimelineFile.create(join(folder, 'timeline.ndjson'))
  const journal = await PendingPacketJournal.create(folder)
  const header = { ...syntheticTimeline({ servers: 1 }).header, t0: process.hrtime.bigint().toString() }
  const recorder = new Recorder(header, [file], { journal, redactor: new Redactor(['sessionKey']) })
  recorder.listen((_, lines) => wire.push(...lines.map(encodeLine)))

  const bodies = plantedSecrets.flatMap(({ body }) => (body === undefined ? [] : [body]))
  const args = plantedSecrets.flatMap(({ args }) => (args === undefined ? [] : [args]))
  const texts = plantedSecrets.flatMap(({ text }) => (text === undefined ? [] : [text]))
  const call = (list: unknown[]) => [
    { id: 1, namespace: 'user', service: 'room', method: 'changePassword', args: list },
  ]
  const control = bodies.flatMap((body) => [
    { moduleId: 'm', body },
    { moduleId: 'm', body: { body, FILLER } },
    // At the cut.
    { moduleId: 'm', body: { filler: FILLER.slice(0, 16_384 - 60), body } },
  ])
  const rpc = [
    ...bodies.map((body) => call([body])),
    ...args.map(call),
    ...texts.map((text) => call([{ text }])),
  ]
  recorder.addRecords('a-1', 'i', [...tapped('control', control), ...tapped('rpc', rpc)])
  for (const [index, text] of texts.entries()) {
    const at = 10 + index
    recorder.addRecords('a-1', 'i', [
      { t: 'log', at, level: 'error', text },
      { t: 'state', id: `s${index}`, at, from: 'starting', to: 'failed', reason: text },
      {
        t: 'link',
        id: `l${index}`,
        at,
        link: 'rpc',
        conn: 'c',
        event: 'closed',
        end: 'dialler',
        reason: text,
      },
    ])
    recorder.addEvent({ t: 'mark', at, text })
    recorder.addEvent({ t: 'finding', at, rule: 'r', events: [], text })
    recorder.addEvent({ t: 'fault', at, process: 'a-1', fault: 'x', parameters: { text } })
    recorder.addEvent({
      t: 'process',
      at,
      process: 'a-1',
      serverType: 'a',
      event: 'exited',
      pid: 1,
      reason: text,
    })
  }
  await until('the journal is written', () => journal.written > 0)
  wire.push(await readFile(join(folder, 'pending-packets.ndjson'), 'utf8'))
  await recorder.finish(0)
  timeline = await readTimeline(file.path)
})
afterAll(() => temporary[Symbol.asyncDispose]())

function expectNone(text: string): void {
  const found = plantedSecrets.filter(({ secret }) =>
    [secret, JSON.stringify(secret).slice(1, -1)].some((written) => text.includes(written)),
  )
  expect(found.map(({ form }) => form)).toEqual([])
}

test('the file, the journal and the window', async () => {
  const text = await readFile(join(folder, 'timeline.ndjson'), 'utf8')
  expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThan(plantedSecrets.length)
  expectNone(text)
  expect(wire.length).toBeGreaterThan(timeline.events.length)
  expectNone(wire.join(''))
})

describe('every export', () => {
  test.each(FORMATS)('%s', async (format) => {
    // Also of a timeline that was recorded without redaction.
    for (const source of [timeline, unredacted()]) {
      if (format === 'png') expectNone(await drawnAsPng(source))
      else if (format === 'html') expectNone(embedded(await exportedBytes(format, source)))
      else expectNone((await exportedBytes(format, source)).toString('latin1'))
    }
  })
})

function unredacted(): Timeline {
  const packet = timeline.events.find((event) => event.t === 'packet')
  if (!packet) throw new Error('no packet')
  const packets = plantedSecrets.flatMap(({ body, args = [] }, index) =>
    body === undefined && args.length === 0
      ? []
      : [
          {
            ...packet,
            seq: index + 1,
            link: 'rpc' as const,
            event: 'rpc',
            body: [{ id: 1, method: 'setPassword', args: [body ?? 0, ...args] }],
          },
        ],
  )
  // The plan of that run is unknown.
  const known = packets.filter(({ body }) => !JSON.stringify(body).includes('session_key'))
  return { ...timeline, header: { ...timeline.header, redacted: false }, events: known }
}

function embedded(page: Buffer): string {
  const text = page.toString('latin1')
  const [, base64 = ''] = /id="grove-timeline">([^<]*)</.exec(text) ?? []
  return text + gunzipSync(Buffer.from(base64, 'base64')).toString('utf8')
}

async function drawnAsPng(source: Timeline): Promise<string> {
  let drawn = ''
  const renderPng = async (svg: string) => {
    drawn = svg
    return new Uint8Array()
  }
  for await (const _ of exportTimeline('png', source, {}, { ...exportTools, renderPng }).pieces);
  expect(drawn).toContain('<svg')
  return drawn
}
