// Timelines in files: written plain and packed, read back by the page, and what a crash, a bomb or a full disk does.
import { readdirSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { readTimeline } from '../../../../src-main/host/run.ts'
import { LiveTimelineLog } from '../../../../src-main/host/recording/live-log.ts'
import { StoredTimelineLog } from '../../../../src-main/host/recording/stored-log.ts'
import { Recorder } from '../../../../src-main/host/recording/recorder.ts'
import { TimelineFile } from '../../../../src-main/host/recording/timeline-file.ts'
import { TimelineSource } from '../../../../src-main/host/recording/timeline-source.ts'
import { encodeLine, type TimelineEvent, type TimelineLine } from '../../../../src-main/timeline/index.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { syntheticTimeline } from '../../../support/synthetic-timeline.ts'
import { until } from '../../../support/until.ts'
import { linesIn, recordedLines } from '../../../support/recorded-lines.ts'

const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'timelines')
const { header, events, footer } = syntheticTimeline({ servers: 8, crash: true })
const lines: TimelineLine[] = [header, ...events, ...(footer ? [footer] : [])]
const text = lines.map(encodeLine).join('')

/** Many lines, each its own. */
function marks(count: number): TimelineLine[] {
  const mark = (n: number): TimelineEvent => ({
    t: 'mark',
    seq: n,
    at: n,
    text: `mark é ${n} ${'.'.repeat(n % 300)}`,
  })
  return [header, ...Array.from({ length: count }, (_, index) => mark(index + 1))]
}

async function opened(path: string, unpackIn: string) {
  const taken: TimelineLine[] = []
  const found = await StoredTimelineLog.open(path, {
    unpackFolder: unpackIn,
    onLine: (line) => taken.push(line),
  })
  return { found, taken }
}

describe('opening', () => {
  test('any page of a long file is as written, plain or compressed', async () => {
    await using folder = await temporaryFolder()
    const many = marks(45_000)
    const plain = many.map(encodeLine).join('')
    await writeFile(join(folder.path, 'a.ndjson'), plain)
    await writeFile(join(folder.path, 'b.ndjson.gz'), gzipSync(plain))
    for (const name of ['a.ndjson', 'b.ndjson.gz']) {
      const unpackIn = join(folder.path, 'opened')
      const { found, taken } = await opened(join(folder.path, name), unpackIn)
      expect(taken).toEqual(many)
      for (const from of [0, 1, 1_321, 44_990, 45_001]) {
        expect(await recordedLines((line) => found.page(line), from)).toEqual(many.slice(from))
      }
      expect((await found.page(0)).next).toBeGreaterThan(500)
      await found.close()
      expect(await readdir(unpackIn).catch(() => [])).toEqual([])
    }
  })

  test('a truncated compressed file is read as far as possible, with a warning', async () => {
    await using folder = await temporaryFolder()
    const whole = gzipSync(text)
    const path = join(folder.path, 'cut.ndjson.gz')
    for (const part of [0.3, 0.62, 0.9, 0.999]) {
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * part)))
      const { events: found, warnings } = await readTimeline(path)
      expect(found).toEqual(events.slice(0, found.length))
      expect(found.length).toBeGreaterThan(0)
      expect(warnings.join()).toMatch(/no footer/)
    }
  })

  test('a report opens like the timeline that it was made from', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'report.html')
    const base64 = gzipSync(text).toString('base64').replace(/.{64}/g, '$&\n')
    const page = (timeline: string) =>
      `<!doctype html>\n<title>é</title><style>${'p{}'.repeat(100_000)}</style>${timeline}<script>1 < 2</script>`
    const opening = '<script type="application/gzip+base64" id="grove-timeline">'
    await writeFile(path, page(`${opening}\n${base64}\n</script>`))
    expect(await readTimeline(path)).toEqual({ header, events, footer, warnings: [] })
    const { found } = await opened(path, join(folder.path, 'opened'))
    expect(linesIn(await found.page(0))).toEqual(lines)
    await found.close()
    const damaged = `${opening}${base64.slice(0, 400)}!${base64.slice(400)}</script>`
    await writeFile(path, page(damaged))
    await expect(readTimeline(path)).rejects.toMatchObject({ message: expect.stringContaining('damaged') })
    await writeFile(path, page(''))
    await expect(readTimeline(path)).rejects.toMatchObject({
      code: 'BAD_TIMELINE',
      message: expect.stringContaining('not a Grove report'),
    })
  })

  test('an incomplete last line is a warning, an incomplete line in the middle an error with its number', async () => {
    await using folder = await temporaryFolder()
    const host = createHost({ shell: 'web', state: join(folder.path, 'state') })
    const path = join(folder.path, 'torn.ndjson')
    await writeFile(path, text.slice(0, -20))
    const { problems } = await host.api.open(path)
    expect(problems.map(({ message }) => message).join()).toMatch(/last line \(\d+\) is torn.*no footer/)
    const torn = text.split('\n').with(6, '{"t":"state","se').join('\n')
    await writeFile(path, torn)
    await expect(host.api.open(path)).rejects.toMatchObject({
      code: 'BAD_TIMELINE',
      message: expect.stringContaining('Line 7 '),
    })
    await host.close()
  })

  test('a damaged or too large file is refused, and its unpacked copy removed', async () => {
    await using folder = await temporaryFolder()
    const unpackIn = join(folder.path, 'opened')
    const path = join(folder.path, 'bad.gz')
    const damaged = gzipSync(text)
    damaged.fill(0xff, 200, 260)
    await writeFile(path, damaged)
    await expect(opened(path, unpackIn)).rejects.toMatchObject({ code: 'BAD_TIMELINE' })
    await writeFile(path, gzipSync(`${encodeLine(header)}${'\n'.repeat(400_000)}`))
    const bomb = await TimelineSource.open(path)
    await expect(bomb.read({ onLine: () => {}, maxUnpackedBytes: 300_000 })).rejects.toMatchObject({
      code: 'BAD_TIMELINE',
      message: expect.stringContaining('unpacks to more than'),
    })
    await bomb.close()
    await writeFile(path, gzipSync(`${encodeLine(header)}${' '.repeat(20_000_000)}`))
    await expect(opened(path, unpackIn)).rejects.toMatchObject({
      message: expect.stringContaining('too long'),
    })
    expect(await readdir(unpackIn)).toEqual([])
  })

  test('all older versions can be read; a newer version is refused', async () => {
    const versions = readdirSync(fixtures).filter((name) => /^v\d+\.ndjson$/.test(name))
    expect(versions).toEqual(['v1.ndjson'])
    for (const name of versions) {
      const { events: found, footer: end, warnings } = await readTimeline(join(fixtures, name))
      expect({ events: found.length, warnings }).toEqual({ events: end?.events, warnings: [] })
    }
    await expect(readTimeline(join(fixtures, 'of-the-future.ndjson'))).rejects.toMatchObject({
      code: 'BAD_TIMELINE',
      message: expect.stringContaining('of version 99, and this Grove reads version 1'),
    })
  })
})

describe('writing', () => {
  test('plain and compressed files have the same lines, the latter also before it is closed', async () => {
    await using folder = await temporaryFolder()
    const paths = ['a.ndjson', 'b.ndjson.gz'].map((name) => join(folder.path, name))
    const files = await Promise.all(paths.map((path) => TimelineFile.create(path)))
    const middle = text.indexOf('\n', text.length / 2) + 1
    for (const file of files) file.append(Buffer.from(text.slice(0, middle)))
    await until('the packed half is on disk', async () => (await stat(paths[1] ?? '')).size > 100)
    expect((await readTimeline(paths[1] ?? '')).events).toHaveLength(
      text.slice(0, middle).split('\n').length - 2,
    )
    for (const file of files) file.append(Buffer.from(text.slice(middle)))
    for (const file of files) await file.close()
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe(text)
    expect(gunzipSync(await readFile(paths[1] ?? '')).toString()).toBe(text)
    expect((await stat(paths[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  test('only the latest lines of a long run stay in memory, and all can be read', async () => {
    await using folder = await temporaryFolder()
    const file = await TimelineFile.create(join(folder.path, 'long.ndjson'))
    const live = new LiveTimelineLog(file, 1_000)
    const many = marks(6_000)
    let written = 0
    for (const [n, line] of many.entries()) {
      live.push(line)
      if (n % 37 !== 0 && n < many.length - 1) continue
      const data = Buffer.from(live.since(written).map(encodeLine).join(''))
      written = live.count
      file.append(data)
      live.markWritten(data.length)
      if (n % 370 === 0) await until('it is on disk', () => file.queuedBytes === 0)
    }
    expect(live.latest.length).toBeLessThan(3_000)
    expect(live.count).toBe(many.length)
    for (const from of [0, 1_999, 4_500, 5_999, 6_000]) {
      expect(await recordedLines((line) => live.page(line), from)).toEqual(many.slice(from))
    }
    // What another thread gets is the same, with few lines that are not read from the file.
    const { path, lines, rest } = live.stored()
    expect(rest.length).toBeLessThan(1_000)
    const inFile = (await readFile(path ?? '', 'utf8')).split('\n').slice(0, lines)
    expect([...inFile.map((line) => JSON.parse(line)), ...rest]).toEqual(many)
    await file.close()
  })

  test.skipIf(process.platform !== 'linux')(
    'a full disk is told, RPC packets are counted, the rest goes on',
    async () => {
      const file = await TimelineFile.create('/dev/full')
      const recorder = new Recorder(header, [file])
      const heard: TimelineLine[] = []
      recorder.listen((_, batch) => heard.push(...batch))
      recorder.flush()
      await until('the disk is full', () => recorder.problems.length === 1)
      expect(recorder.problems[0]).toMatchObject({
        code: 'CANNOT_WRITE',
        message: expect.stringContaining('/dev/full'),
      })
      const rpc = {
        t: 'sent',
        at: 1,
        link: 'rpc',
        conn: 'c',
        direction: 'up',
        n: 1,
        event: 'rpc',
        bytes: 9,
      } as const
      recorder.addRecords('chat-1', 'i', [rpc, rpc, { t: 'log', at: 2, level: 'warn', text: 'still here' }])
      await recorder.finish(0)
      expect(heard.map(({ t }) => t)).toEqual(['header', 'log', 'gap', 'footer'])
      expect(heard[2]).toMatchObject({ process: 'chat-1', lost: 2 })
      expect(heard[3]).toMatchObject({ dropped: 2 })
    },
  )
})
