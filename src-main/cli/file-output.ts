// Writes an export to stdout or atomically to a file.
import { once } from 'node:events'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { HostError } from '../contract/index.ts'
import { writeWhole } from '../host/index.ts'
import { onInterrupt } from './interrupt.ts'

const PROGRESS_INTERVAL_MS = 500

/**
 * Writes the file, compressed if its name ends with `.gz`, and returns the exit code. Ctrl-C leaves no partial file.
 * @throws {HostError} `CANNOT_WRITE`
 */
export async function writeToFile(file: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const cancel = new AbortController()
  let exit = 0
  const release = onInterrupt({
    end: (code) => {
      exit = code
      cancel.abort()
    },
    force: (code) => process.exit(code),
  })
  try {
    await writeWhole(file, withProgress(file.endsWith('.gz') ? gzip(chunks) : chunks), cancel.signal)
  } catch (error) {
    if (exit === 0) throw cannotWrite(file, error)
  } finally {
    release()
  }
  return exit
}

export async function writeToStdout(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  // The reader closed the pipe.
  process.stdout.on('error', () => process.exit(0))
  for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
}

/** An error of the source also ends the compressed stream. */
function gzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const stream = createGzip()
  pipeline(Readable.from(chunks), stream, () => {})
  return stream
}

/** Shows the progress of a long export on a terminal. */
async function* withProgress(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0
  let printedAt = performance.now()
  for await (const chunk of chunks) {
    yield chunk
    bytes += chunk.length
    if (!process.stderr.isTTY || performance.now() - printedAt < PROGRESS_INTERVAL_MS) continue
    printedAt = performance.now()
    process.stderr.write(`\r${`${formatBytes(bytes)} written`.padEnd(20)}\r`)
  }
}

function cannotWrite(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  return new HostError({ code: 'CANNOT_WRITE', message: `Cannot write ${file}: ${error.message}` }, error)
}
