// Writes an export to stdout or to a file.
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { writeOutput as writeFile } from '../host/state/output-file.ts'
import type { OptionTable } from './arguments.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { stderr, stdout } from './output.ts'
import { movesCursor } from './terminal-screen.ts'

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

const PROGRESS_INTERVAL_MS = 500

export const OUTPUT_OPTION = {
  output: {
    type: 'string',
    short: 'o',
    valueName: 'OUT',
    help: 'write to OUT instead of stdout; a name that ends with .gz compresses it',
  },
} as const satisfies OptionTable

/**
 * Writes to the file, or to stdout without one, and returns the exit code. Ctrl-C leaves no partial file.
 * @throws {HostError} `CANNOT_WRITE`
 */
export async function writeOutput(file: string | undefined, chunks: Chunks): Promise<number> {
  if (file !== undefined) return writeToFile(file, chunks)
  for await (const chunk of chunks) await stdout.write(chunk)
  return EXIT.done
}

async function writeToFile(file: string, chunks: Chunks): Promise<number> {
  const cancel = new AbortController()
  let exit = 0
  const release = onInterrupt({
    end: (code) => {
      exit = code
      cancel.abort()
    },
  })
  try {
    await writeFile(file, withProgress(file.endsWith('.gz') ? gzip(chunks) : chunks), cancel.signal)
  } catch (error) {
    if (exit === 0) throw error
  } finally {
    release()
  }
  return exit
}

/** An error of the source also ends the compressed stream. */
function gzip(chunks: Chunks): AsyncIterable<Uint8Array> {
  const stream = createGzip()
  pipeline(Readable.from(chunks), stream, () => {})
  return stream
}

/** Shows the progress of a long export on a terminal. */
async function* withProgress(chunks: Chunks): AsyncIterable<Uint8Array> {
  let bytes = 0
  let shownAt = performance.now()
  const isShown = stderr.isTerminal && movesCursor(process.env)
  try {
    for await (const chunk of chunks) {
      yield chunk
      bytes += chunk.length
      if (!isShown || performance.now() - shownAt < PROGRESS_INTERVAL_MS) continue
      shownAt = performance.now()
      stderr.showStatus(`${formatBytes(bytes)} written`)
    }
  } finally {
    if (isShown) stderr.showStatus('')
  }
}
