// Joins small chunks: a write for each event would cost more than the event.
import type { Chunk } from './exporter.ts'
import { concatBytes } from './concat-bytes.ts'

const CHUNK_BYTES = 65_536

/** Yields the same bytes in chunks of about `CHUNK_BYTES`. */
export async function* bufferChunks(
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let text = ''
  let parts: Uint8Array[] = []
  let size = 0
  const flush = (): Uint8Array<ArrayBuffer> => {
    const whole = concatBytes(text === '' ? parts : [...parts, encoder.encode(text)])
    text = ''
    parts = []
    size = 0
    return whole
  }
  for await (const chunk of chunks) {
    size += chunk.length
    if (typeof chunk === 'string') text += chunk
    else {
      if (text !== '') parts.push(encoder.encode(text))
      text = ''
      parts.push(chunk)
    }
    if (size >= CHUNK_BYTES) yield flush()
  }
  if (size > 0) yield flush()
}
