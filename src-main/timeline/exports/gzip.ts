// Compresses a stream with gzip, in browsers and in Node.

export async function* gzip(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new CompressionStream('gzip')
  const reader: ReadableStreamDefaultReader<Uint8Array> = readable.getReader()
  const feeding = feed(pieces, writable)
  // Awaited below; a failure also fails the reader.
  feeding.catch(() => undefined)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
    await feeding
  } finally {
    await reader.cancel()
  }
}

async function feed(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  writable: WritableStream<BufferSource>,
): Promise<void> {
  const writer = writable.getWriter()
  try {
    for await (const piece of pieces) await writer.write(piece)
    await writer.close()
  } catch (error) {
    await writer.abort(error)
    throw error
  }
}
