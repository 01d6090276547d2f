// Timelines that are made to fill memory: each command ends with a sentence, and within its memory.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHost } from '../../src-main/host/host.ts'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { grove, temporaryFolder } from '../support/grove.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'

const HEAP_MB = 250
const MB = 1024 ** 2

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let bomb: string
let long: string

beforeAll(async () => {
  folder = await temporaryFolder()
  bomb = join(folder.path, 'bomb.ndjson.gz')
  long = join(folder.path, 'long.ndjson')
  await write(bomb, createGzip({ level: 9 }), 2_000 * MB)
  await write(long, new PassThrough(), 400 * MB)
})
afterAll(() => folder[Symbol.asyncDispose]())

async function write(path: string, through: Writable & NodeJS.ReadableStream, bytes: number): Promise<void> {
  const done = pipeline(through, createWriteStream(path))
  through.write(encodeLine(syntheticTimeline().header))
  const lines = encodeLine({ t: 'mark', seq: 1, at: 1, text: 'x' }).repeat(20_000)
  for (let written = 0; written < bytes; written += lines.length) {
    if (!through.write(lines)) await once(through, 'drain')
  }
  through.end()
  await done
}

const COMMANDS: [command: string, args: string[]][] = [
  ['check', []],
  ['diff', ['FILE']],
  ['export', ['--format', 'csv', '-o', 'OUT']],
  ['export', ['--format', 'html', '-o', 'OUT']],
]

test.each(COMMANDS)('grove %s %j', async (command, more) => {
  for (const [file, sentence] of [
    [bomb, 'it unpacks to more than 200 times its size.'],
    [long, 'its events do not fit into memory.'],
  ] as const) {
    const args = more.map((arg) => (arg === 'FILE' ? file : arg === 'OUT' ? join(folder.path, 'out') : arg))
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`, GROVE_STATE: folder.path }
    const { code, stdout, stderr } = await grove([command, file, ...args], { env })
    expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/\n\s+at |FATAL/)
    expect({ code: code === null ? null : code > 0, stdout }).toEqual({ code: true, stdout: '' })
    expect(await readdir(folder.path)).not.toContain('out')
  }
})

test('the window keeps nothing of a bomb on disk', async () => {
  const host = createHost({ shell: 'web', state: folder.path })
  await expect(host.api.open(bomb)).rejects.toMatchObject({ code: 'BAD_TIMELINE' })
  expect(await readdir(join(folder.path, 'opened')).catch(() => [])).toEqual([])
  await host.close()
})
