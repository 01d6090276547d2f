// The SVG picture as PNG, with its origin in a text chunk of the file.
import type { Exporter, ExportTools, SelectedTimeline } from './exporter.ts'
import { concatBytes } from './concat-bytes.ts'
import { draw, svg } from './svg.ts'

/** A larger sequence becomes a density; pictures of this size open everywhere. */
const MAX_PIXELS = 16_000_000
/** Signature and header chunk. */
const HEADER_BYTES = 33

export const png: Exporter = {
  mime: 'image/png',
  extension: 'png',
  limitations: svg.limitations,
  includes: svg.includes,
  write,
}

async function* write(selection: SelectedTimeline, tools: ExportTools): AsyncIterable<Uint8Array> {
  const image = await tools.renderPng([...draw(selection, MAX_PIXELS)].join(''))
  yield image.subarray(0, HEADER_BYTES)
  yield textChunk('Description', JSON.stringify(selection.provenance))
  yield image.subarray(HEADER_BYTES)
}

/** Uncompressed iTXt: keyword, two flags, no language, no translated keyword, UTF-8. */
function textChunk(keyword: string, content: string): Uint8Array {
  const encoder = new TextEncoder()
  const data = encoder.encode(`iTXt${keyword}\0\0\0\0\0${content}`)
  const length = new DataView(new ArrayBuffer(4))
  length.setUint32(0, data.length - 4)
  const check = new DataView(new ArrayBuffer(4))
  check.setUint32(0, crc32(data))
  return concatBytes([new Uint8Array(length.buffer), data, new Uint8Array(check.buffer)])
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
