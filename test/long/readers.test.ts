// Exports, read back by the programs of Debian that they are for: nothing is lost, moved or changed on the way.
import { writeFile } from 'node:fs/promises'
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

beforeAll(() => findTools(['tshark', 'capinfos']), 400_000)

/** The export in a file, and the same cut short. */
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
  it('has every packet once: time, link, lanes, id and body', async () => {
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

  it('the control: a file that was cut is refused', async () => {
    await using made = await exported('pcapng')
    await expect(tool('tshark', '-r', made.broken)).rejects.toThrow('cut short')
  })
})
