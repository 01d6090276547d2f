// Splits the bytes of a timeline into chunks of whole lines.

/** Whole lines with their line feeds. The last line of a file may have none. */
export interface LineChunk {
  text: string
  data: Buffer
  /** Offset of the chunk in the uncompressed bytes. */
  offset: number
}

const LINE_FEED = 10

/** Cuts only after a line feed, so that no character is split. A line longer than `maxBytes` is cut, for the reader to refuse. */
export async function* lineChunks(
  bytes: AsyncIterable<Buffer>,
  maxBytes = 16 * 1024 * 1024,
): AsyncGenerator<LineChunk> {
  let offset = 0
  let rest: Buffer[] = []
  let length = 0
  const nextChunk = (last: Buffer): LineChunk => {
    const data = rest.length === 0 ? last : Buffer.concat([...rest, last])
    const chunk = { text: data.toString('utf8'), data, offset }
    offset += data.length
    rest = []
    length = 0
    return chunk
  }
  for await (const part of bytes) {
    const end = part.lastIndexOf(LINE_FEED) + 1
    if (end > 0) yield nextChunk(part.subarray(0, end))
    if (end < part.length) rest.push(part.subarray(end))
    length += part.length - end
    if (length > maxBytes) yield nextChunk(Buffer.alloc(0))
  }
  if (length > 0) yield nextChunk(Buffer.alloc(0))
}
