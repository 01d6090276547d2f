// Writes an export where the user wants it: a file that is whole or not there, or stdout.
import { once } from 'node:events'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { HostError } from '../contract/index.ts'
import { writeWhole } from '../host/index.ts'
import { onInterrupt } from './interrupt.ts'

/** Milliseconds between two words on how far it is. */
const PROGRESS = 500

/** A name that ends with `.gz` makes it packed. Answers the exit code; Ctrl-C leaves no half of a file behind. Fails with `CANNOT_WRITE`. */
export async function writeToFile(file: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
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
    await writeWhole(file, telling(file.endsWith('.gz') ? packed(pieces) : pieces), cancel.signal)
  } catch (error) {
    if (exit === 0) throw cannotWrite(file, error)
  } finally {
    release()
  }
  return exit
}

export async function writeToStdout(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  // A reader that left has had enough.
  process.stdout.on('error', () => process.exit(0))
  for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
}

/** A failure of the source ends the packed stream with the same failure. */
function packed(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip()
  pipeline(Readable.from(pieces), gzip, () => {})
  return gzip
}

/** On a terminal a long export says how far it is. */
async function* telling(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0
  let told = performance.now()
  for await (const piece of pieces) {
    yield piece
    bytes += piece.length
    if (!process.stderr.isTTY || performance.now() - told < PROGRESS) continue
    told = performance.now()
    process.stderr.write(`\r${(bytes / 1e6).toFixed(1)} MB written\r`)
  }
}

function cannotWrite(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  return new HostError(
    { code: 'CANNOT_WRITE', message: `${file} cannot be written: ${error.message}` },
    error,
  )
}
