// A report: the window with the timeline inside, as one page that needs no network and no Grove.
import type { Exporter, ExportTools, SelectedTimeline } from './exporter.ts'
import { gzip } from './gzip.ts'
import { ndjson } from './ndjson.ts'
import { bufferChunks } from './chunks.ts'
import { describeExport } from './selection.ts'
import { escapeXml } from './svg-text.ts'

/** The placeholders of a report's page, in order: title, summary for readers without scripts, timeline. */
const PLACEHOLDERS = ['<!--title-->', '<!--summary-->', '<!--timeline-->']
/** A multiple of three, so that base64 lines can be joined. */
const LINE_BYTES = 24_576

export const html: Exporter = {
  mime: 'text/html',
  extension: 'html',
  limitations: '',
  includes: () => true,
  write,
}

async function* write(selection: SelectedTimeline, tools: ExportTools): AsyncIterable<string> {
  const { header, provenance } = selection
  const [start = '', afterTitle = '', afterSummary = '', end = ''] = split(await tools.loadReportPage())
  yield start + escapeXml(`${header.plan.name} · Grove`)
  const { run, startedAt, generator } = provenance
  yield (
    afterTitle +
    escapeXml(`${describeExport(provenance)} Run ${run} of ${startedAt}, recorded by ${generator}.`)
  )
  yield afterSummary
  yield* base64(gzip(bufferChunks(ndjson.write(selection, tools))))
  yield end
}

/** Splits the page at its placeholders. Its script, further down, may contain them again. */
function split(page: string): string[] {
  const parts: string[] = []
  let rest = page
  for (const place of PLACEHOLDERS) {
    const at = rest.indexOf(place)
    if (at < 0) throw new Error(`The page of reports was built without its ${place}`)
    parts.push(rest.slice(0, at))
    rest = rest.slice(at + place.length)
  }
  return [...parts, rest]
}

/** Yields base64 in lines, because editors and mail do not handle one of many megabytes. */
async function* base64(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest = new Uint8Array()
  for await (const piece of pieces) {
    const bytes = new Uint8Array(rest.length + piece.length)
    bytes.set(rest)
    bytes.set(piece, rest.length)
    const whole = bytes.length - (bytes.length % LINE_BYTES)
    for (let at = 0; at < whole; at += LINE_BYTES) yield line(bytes.subarray(at, at + LINE_BYTES))
    rest = bytes.slice(whole)
  }
  if (rest.length > 0) yield line(rest)
}

function line(bytes: Uint8Array): string {
  return `${btoa(String.fromCharCode(...bytes))}\n`
}
