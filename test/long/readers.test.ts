// Reads exports back with Debian's programs for those formats: nothing is lost, moved or changed.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { timeOf, type TimelineFormat } from '../../src-main/timeline/index.ts'
import { findTools, tool } from '../support/debian-tools.ts'
import { exportedBytes } from '../support/exported.ts'
import { temporaryFolder } from '../support/grove.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'

const timeline = syntheticTimeline({ servers: 6, crash: true })
const sorted = timeline.events.toSorted((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq)
const packets = sorted.filter((event) => event.t === 'packet')

beforeAll(() => findTools(['tshark', 'capinfos', 'xmllint', 'rsvg-convert']), 400_000)

/** Writes an export to a file, and a truncated copy to another. */
async function exported(format: TimelineFormat) {
  const folder = await temporaryFolder()
  const bytes = await exportedBytes(format, timeline)
  const file = join(folder.path, `whole.${format}`)
  const broken = join(folder.path, `broken.${format}`)
  await writeFile(file, bytes)
  await writeFile(broken, bytes.subarray(0, bytes.length - 9))
  return { file, broken, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('pcapng in tshark', () => {
  it('has every packet once with its time, link, lanes, id and body', async () => {
    await using made = await exported('pcapng')
    const fields = [
      'frame.time_epoch',
      'frame.interface_name',
      'frame.comment',
      '_ws.col.Source',
      '_ws.col.Destination',
    ]
    const options = ['-N', 'n', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])]
    const rows = (await tool('tshark', '-r', made.file, ...options)).trimEnd().split('\n')
    const read = rows.map((row) => row.split('\t'))
    const start = BigInt(Date.parse(timeline.header.startedAt)) * 1_000_000n
    expect(read.map(([at = '']) => Number(BigInt(at.replace('.', '')) - start))).toEqual(packets.map(timeOf))
    expect(
      read.map(([, link, comment, from, to]) => [link, / id=(\S+)/.exec(comment ?? '')?.[1], from, to]),
    ).toEqual(packets.map(({ link, id, from, to }) => [link, id, from, to]))
  })

  it('dissects every body as JSON, nothing malformed', async () => {
    await using made = await exported('pcapng')
    const hex = await tool('tshark', '-r', made.file, '-T', 'json', '-x', '-j', 'json')
    const dissected = JSON.parse(hex) as { _source: { layers: { json_raw: [string] } } }[]
    const bodies = dissected.map(({ _source }) => Buffer.from(_source.layers.json_raw[0], 'hex').toString())
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual(packets.map(({ body }) => body ?? null))
    expect(await tool('tshark', '-r', made.file, '-Y', '_ws.malformed')).toBe('')
    expect(await tool('capinfos', made.file)).toContain(timeline.header.run)
  })

  it('refuses a truncated file', async () => {
    await using made = await exported('pcapng')
    await expect(tool('tshark', '-r', made.broken)).rejects.toThrow('cut short')
  })
})

describe('svg in xmllint and rsvg', () => {
  it('is well-formed, and has every packet once, in a row', async () => {
    await using made = await exported('svg')
    const texts = async (path: string) =>
      (await tool('xmllint', '--xpath', path, made.file)).trimEnd().split('\n')
    const within = (name: string) => `//*[@class="${name}"]/*[local-name()="title"]/text()`
    const facts = await texts('//*[starts-with(@class, "row ")]/*[local-name()="desc"]/text()')
    const rows = facts.map((text) => JSON.parse(unescaped(text)) as { events: { t: string; id: string }[] })
    const ids = rows.flatMap(({ events }) => events.flatMap(({ t, id }) => (t === 'packet' ? [id] : [])))
    expect(ids.toSorted()).toEqual(packets.map(({ id }) => id).toSorted())
    expect(await texts(within('lane'))).toEqual([
      'master-1',
      'connector-1',
      'chat-1',
      'chat-2',
      'timer-1',
      'connector-2',
      'chat-3',
    ])
  })

  it('is drawn by rsvg in the size that the PNG has', async () => {
    await using made = await exported('svg')
    await using picture = await exported('png')
    const drawn = `${made.file}.png`
    await tool('rsvg-convert', made.file, '-o', drawn)
    const sizeOf = async (file: string) => (await readFile(file)).subarray(16, 24).toString('hex')
    expect(await sizeOf(drawn)).toBe(await sizeOf(picture.file))
  })

  it('both refuse a truncated file', async () => {
    await using made = await exported('svg')
    await expect(tool('xmllint', '--noout', made.broken)).rejects.toThrow('Premature end')
    await expect(tool('rsvg-convert', made.broken, '-o', `${made.broken}.png`)).rejects.toThrow(
      'Premature end',
    )
  })
})

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
