// stdout and stderr of a command. Every write goes through here, so that no control character of foreign text reaches a
// terminal, and no failed write passes for success.
import { fstatSync, writeSync } from 'node:fs'
import { isatty, WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { escapeAllButColours, escapeControls } from '../../core/kit/terminal-text.ts'
import { escapeBytes, isReaderGone, writeFailure } from '../host/state/output-file.ts'

/** A write to stdout failed, and was reported; or the reader has closed the pipe, which is no failure. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

type Colour = Parameters<typeof styleText>[0]
type Write = (data: string | Uint8Array, done: (error?: Error | null) => void) => void

export class OutputStream {
  readonly isTerminal: boolean
  /** Called once, when the reader has closed the pipe. */
  onClosed: () => void = () => {}
  /** Called once with the reason, when a write has failed. */
  onFailed: (reason: string) => void = () => {}
  #writeCount = 0
  #state: 'open' | 'closed' | 'failed' = 'open'
  #last: Promise<void> = Promise.resolve()
  readonly #fd: 1 | 2
  readonly #write: Write
  readonly #escape = escapeBytes()

  constructor(fd: 1 | 2, write = writerOf(fd)) {
    this.#fd = fd
    this.#write = write
    this.isTerminal = isatty(fd)
  }

  /** Whether something is lost, and not because the reader has closed the pipe. */
  get hasFailed(): boolean {
    return this.#state === 'failed'
  }

  get writeCount(): number {
    return this.#writeCount
  }

  /** Columns and rows; zero if unknown. */
  get size(): [columns: number, rows: number] {
    return this.isTerminal ? streamOf(this.#fd).getWindowSize() : [0, 0]
  }

  /** Whether to print colours. `FORCE_COLOR`, `NO_COLOR` and `TERM` decide. */
  get hasColours(): boolean {
    const { env } = process
    if (env['FORCE_COLOR'] === undefined) {
      return this.isTerminal && WriteStream.prototype.getColorDepth.call({}, env) > 1
    }
    return WriteStream.prototype.getColorDepth.call({}, { FORCE_COLOR: env['FORCE_COLOR'] }) > 1
  }

  style(colour: Colour, text: string): string {
    return this.hasColours ? styleText(colour, text, { validateStream: false }) : text
  }

  /** Prints text. Resolves when the reader can accept more. @throws {OutputError} */
  print(text: string): Promise<void> {
    return this.#send(escapeControls(text))
  }

  /** Prints text that may have colours. @throws {OutputError} */
  printColoured(text: string): Promise<void> {
    return this.#send(this.hasColours ? escapeAllButColours(text) : escapeControls(text))
  }

  /** Writes a chunk of a file as it is, or as text on a terminal. @throws {OutputError} */
  write(chunk: Uint8Array): Promise<void> {
    return this.#send(this.isTerminal ? this.#escape(chunk) : chunk)
  }

  /** Clears the last lines of a terminal, and puts the cursor at their start. */
  eraseLines(count: number): void {
    if (count > 0) void this.#send(`\u001B[${count}A\u001B[J`)
  }

  /** Shows a text on the current line of a terminal; what is printed next takes its place. */
  showStatus(text: string): void {
    void this.#send(`\r\u001B[K${escapeControls(text)}\r`)
  }

  /** Resolves when all is written, or has failed. */
  async flush(): Promise<void> {
    await this.#last.catch(() => {})
  }

  #send(data: string | Uint8Array): Promise<void> {
    this.#writeCount += 1
    this.#last = new Promise((resolve, reject) => {
      if (this.#state !== 'open') return reject(new OutputError())
      this.#write(data, (error) => {
        if (!error) return resolve()
        this.#fail(error)
        reject(new OutputError())
      })
    })
    // Most commands do not wait; `main` looks at the end whether all was written.
    this.#last.catch(() => {})
    return this.#last
  }

  #fail(error: Error): void {
    if (this.#state !== 'open') return
    // A terminal that was closed reports EIO.
    const isClosed = isReaderGone(error) || (this.isTerminal && 'code' in error && error.code === 'EIO')
    this.#state = isClosed ? 'closed' : 'failed'
    if (isClosed) this.onClosed()
    else this.onFailed(writeFailure(error))
  }
}

function streamOf(fd: 1 | 2): NodeJS.WriteStream & { fd: 1 | 2 } {
  return fd === 1 ? process.stdout : process.stderr
}

/** Node writes files and devices in a way that loses the rest where the disk becomes full in the middle of a write. */
function writerOf(fd: 1 | 2): Write {
  const kind = fstatSync(fd)
  if (kind.isFile() || (kind.isCharacterDevice() && !isatty(fd)))
    return (data, done) => writeAll(fd, data, done)
  const stream = streamOf(fd)
  // A failed write reports it too.
  stream.on('error', () => {})
  return (data, done) => void stream.write(data, done)
}

function writeAll(fd: number, data: string | Uint8Array, done: (error?: Error) => void): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
    done()
  } catch (error) {
    done(error as Error)
  }
}
