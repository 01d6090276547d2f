// Bytes of a timeline as text, a few hundred whole lines at a time.

/** Whole lines, their line feeds included; the last of a file may lack its own. */
export interface LineChunk {
  text: string
  /** Where it begins in the (unpacked) bytes. */
  offset: number
}

const LINE_FEED = 10

/** Cuts only after a line feed, so that no character is torn; what has none for long is handed on as it is, to be refused. */
export async function* lineChunks(
  bytes: AsyncIterable<Buffer>,
  longest = 16 * 1024 * 1024,
): AsyncGenerator<LineChunk> {
  let offset = 0
  let rest: Buffer[] = []
  let length = 0
  const take = (last: Buffer): LineChunk => {
    const data = rest.length === 0 ? last : Buffer.concat([...rest, last])
    const chunk = { text: data.toString('utf8'), offset }
    offset += data.length
    rest = []
    length = 0
    return chunk
  }
  for await (const piece of bytes) {
    const end = piece.lastIndexOf(LINE_FEED) + 1
    if (end > 0) yield take(piece.subarray(0, end))
    if (end < piece.length) rest.push(piece.subarray(end))
    length += piece.length - end
    if (length > longest) yield take(Buffer.alloc(0))
  }
  if (length > 0) yield take(Buffer.alloc(0))
}
