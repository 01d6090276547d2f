// Writes an export to stdout or atomically to a file.
import { once } from 'node:events'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { HostError } from '../contract/index.ts'
import { writeAtomically } from '../host/state/json-file.ts'
import type { OptionTable } from './arguments.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'

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
  // The reader closed the pipe.
  process.stdout.on('error', () => process.exit(0))
  for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
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
    force: (code) => process.exit(code),
  })
  try {
    await writeAtomically(file, withProgress(file.endsWith('.gz') ? gzip(chunks) : chunks), cancel.signal)
  } catch (error) {
    if (exit === 0) throw cannotWrite(file, error)
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
