// Notes on recordings: what is written to their files, and what is not.
import { readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createHost } from '../../../src-main/host/host.ts'
import { Recorder } from '../../../src-main/host/recording/recorder.ts'
import { createRunFolder, markInUse } from '../../../src-main/host/recording/run-folder.ts'
import { TimelineFile } from '../../../src-main/host/recording/timeline-file.ts'
import { readTimeline } from '../../../src-main/host/run.ts'
import { serveHost, type HostEvent } from '../../../src-main/contract/index.ts'
import { encodeLine, notesOf, type TimelineLine } from '../../../src-main/timeline/index.ts'
import { temporaryFolder } from '../../support/grove.ts'
import { recordedLines } from '../../support/recorded-lines.ts'
import { syntheticTimeline } from '../../support/synthetic-timeline.ts'

const { header, events, footer } = syntheticTimeline({ servers: 3 })
const lines: TimelineLine[] = [header, ...events, ...(footer ? [footer] : [])]
const whole = lines.map(encodeLine).join('')
const first = { at: 1e6, text: 'it begins here' }

async function openRecording(content: string | Uint8Array = whole, name = 'run.ndjson') {
  const folder = await temporaryFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  const file = join(folder.path, name)
  await writeFile(file, content)
  const host = createHost({ shell: 'web', state: join(folder.path, 'state') })
  onTestFinished(() => host.close())
  const told: HostEvent[] = []
  const { run } = await host.api.open(file)
  host.listen((event) => told.push(event))
  return { folder: folder.path, file, host, run, told }
}

test('a note is appended to the file, told to all windows, and there when the file is opened again', async () => {
  const { file, host, run, told } = await openRecording()
  const id = await host.api.note(run, { ...first, to: 2e6, about: 'x/up/1' })
  const written = { t: 'mark', note: id, at: 1e6, to: 2e6, about: 'x/up/1', text: 'it begins here' }
  expect(told).toMatchObject([{ type: 'linesRecorded', run, first: lines.length, lines: [written] }])
  expect(await readFile(file, 'utf8')).toMatch(new RegExp(`^${escaped(whole)}{"t":"mark".*\n$`))
  const read = await recordedLines((from) => host.api.lines(run, from))
  expect(read.at(-1)).toMatchObject(written)
  expect(read).toHaveLength(lines.length + 1)
  const { warnings, events: all, footer: end } = await readTimeline(file)
  expect([warnings, end, notesOf(all).length]).toEqual([[], footer, 1])
})

test('a note is edited, removed, and put back; what is not there needs no removal', async () => {
  const { file, host, run } = await openRecording()
  const id = await host.api.note(run, first)
  expect(await host.api.note(run, { ...first, note: id, text: 'no, here' })).toBe(id)
  const texts = async () => notesOf((await readTimeline(file)).events).map(({ text }) => text)
  expect(await texts()).toEqual(['no, here'])
  await host.api.removeNote(run, id)
  await host.api.removeNote(run, id)
  await host.api.removeNote(run, 'other')
  expect(await texts()).toEqual([])
  await host.api.note(run, { ...first, note: id })
  expect(await texts()).toEqual([first.text])
  const seqs = (await readTimeline(file)).events.map(({ seq }) => seq)
  expect(new Set(seqs).size).toBe(seqs.length)
})

test('a file that ends anywhere, as after a crash, keeps all its whole lines and gets the note', async () => {
  const bytes = Buffer.from(whole)
  const start = Buffer.byteLength(encodeLine(header))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: start, max: bytes.length }), async (length) => {
      const { file, host, run } = await openRecording(bytes.subarray(0, length))
      await utimes(file, 0, 0)
      const before = (await readTimeline(file)).events
      await utimes(file, 0, 0)
      await host.api.note(run, first)
      const { events: after } = await readTimeline(file)
      expect(after.slice(0, -1)).toEqual(before)
      expect(after.at(-1)).toMatchObject({ t: 'mark', text: first.text })
    }),
    { numRuns: 25 },
  )
})

test('a torn note does not break the file, and the next one takes its place', async () => {
  const torn = `${whole}{"t":"mark","seq":9999,"at":5,"note":"x","te`
  const { file, host, run } = await openRecording(torn)
  await host.api.note(run, first)
  const { events: all, warnings } = await readTimeline(file)
  expect([notesOf(all).map(({ text }) => text), warnings]).toEqual([[first.text], []])
})

test('a text of any characters is one line of the file, and comes back as it was', async () => {
  const { file, host, run } = await openRecording()
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), async (text) => {
      const note = `${text}x`
      const result = await serveHost(host.api)('note', [run, { at: 0, text: note }])
      if (!result.ok) throw new Error(result.problem.message)
      const kept = notesOf((await readTimeline(file)).events).find((one) => one.id === result.value)
      expect(kept?.text).not.toMatch(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
      expect(kept?.text.endsWith('x')).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('a file that was changed or moved is left alone, with a message', async () => {
  const { file, host, run } = await openRecording()
  await writeFile(file, '\n', { flag: 'a' })
  await expect(host.api.note(run, first)).rejects.toMatchObject({
    code: 'FILE_CHANGED',
    message: `${file} has changed since it was opened, so nothing was written to it.`,
  })
  await rename(file, `${file}.old`)
  await expect(host.api.note(run, first)).rejects.toMatchObject({ code: 'CANNOT_WRITE' })
  expect(await readFile(`${file}.old`, 'utf8')).toBe(`${whole}\n`)
  expect(await recordedLines((from) => host.api.lines(run, from))).toHaveLength(lines.length)
})

test('nothing is added to a compressed file, nor to one that is still being recorded', async () => {
  const packed = await openRecording(gzipSync(whole), 'run.ndjson.gz')
  await expect(packed.host.api.note(packed.run, first)).rejects.toMatchObject({ code: 'CANNOT_WRITE' })
  expect(gunzipSync(await readFile(packed.file)).toString()).toBe(whole)

  const cut = await openRecording(lines.slice(0, -1).map(encodeLine).join(''))
  await expect(cut.host.api.note(cut.run, first)).rejects.toMatchObject({ code: 'STILL_RECORDED' })
  await utimes(cut.file, 0, 0)
  await markInUse(cut.folder, 'recorded')
  await expect(cut.host.api.note(cut.run, first)).rejects.toMatchObject({ code: 'STILL_RECORDED' })
})

test.each([
  ['an empty text', { at: 0, text: ' \n\u0000 ' }, /A note needs a text/],
  ['a text that is too long', { at: 0, text: 'x'.repeat(4_001) }, /4000/],
  ['a moment before the start', { at: -1, text: 'x' }, /at/],
  ['an unknown key', { at: 0, text: 'x', from: 1 }, /from/],
])('%s is refused', async (_, note, message) => {
  const { host, run } = await openRecording()
  const result = await serveHost(host.api)('note', [run, note])
  expect(result).toMatchObject({ ok: false, problem: { message: expect.stringMatching(message) } })
})

test.each([
  ['at', { at: 1e15, text: 'x' }],
  ['to', { at: 2e6, to: 1e6, text: 'x' }],
  ['to', { at: 2e6, to: 1e15, text: 'x' }],
])('a moment outside of the run is refused: %s', async (field, note) => {
  const { host, run } = await openRecording()
  await expect(host.api.note(run, note)).rejects.toMatchObject({
    problem: { code: 'BAD_NOTE', field },
  })
})

test('notes of a live run are recorded at once; after its end they are appended to its file', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'timeline.ndjson')
  const recorder = new Recorder(header, [await TimelineFile.create(path)])
  await recorder.addNote({ t: 'mark', at: 1, note: 'a', text: 'live' })
  expect(recorder.notes.list.map(({ text }) => text)).toEqual(['live'])
  await recorder.finish(0)
  await Promise.all(
    ['b', 'c'].map((note) => recorder.addNote({ t: 'mark', at: 2, note, text: `after the end: ${note}` })),
  )
  const { events: all, footer: end } = await readTimeline(path)
  expect(notesOf(all).map(({ text }) => text)).toEqual(['live', 'after the end: b', 'after the end: c'])
  expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(end).toMatchObject({ t: 'footer', exit: 0 })
})

test('the history of a run with notes after its footer is that of its end', async () => {
  await using folder = await temporaryFolder()
  const startedAt = new Date(header.startedAt)
  const { timeline } = await createRunFolder(folder.path, { run: 'r', directory: folder.path, startedAt })
  await writeFile(timeline, whole)
  const host = createHost({ shell: 'web', state: folder.path })
  const [before] = await host.api.history(null)
  const { run } = await host.api.open(timeline)
  for (let count = 0; count < 100; count += 1) await host.api.note(run, { at: 0, text: 'x'.repeat(4_000) })
  const [after] = await host.api.history(null)
  expect(after).toEqual({ ...before, bytes: after?.bytes })
})

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}
