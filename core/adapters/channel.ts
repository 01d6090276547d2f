// The socket to the launcher: messages as lines of JSON, in both directions. Records are sent in batches, bounded in
// bytes; lost ones are counted as a gap.
import { writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { ChildMessage, ParentMessage } from '../process/messages.ts'
import type { Now } from '../kit/node-clock.ts'

/** Limit for the text that waits or is being written while the launcher does not read. */
const MAX_BUFFERED_CHARACTERS = 8 * 1024 ** 2
/** Share of RPC packets in it, so that control-plane records are never crowded out. */
const MAX_BUFFERED_RPC_CHARACTERS = 6 * 1024 ** 2
/** Size of one message, so that the launcher can handle other events between two messages. */
const BATCH_CHARACTERS = 256 * 1024
/** How long RPC packets wait for more of them. */
const RPC_DELAY_MS = 8
/** How long an exiting process waits for a launcher that does not read. */
const EXIT_TIMEOUT_MS = 1_000
/** Longer lines of the launcher do not exist. */
const MAX_LINE_CHARACTERS = 1024 ** 2

const OPEN = '{"grove":"records","records":['
const CLOSE = ']}\n'

/** The handle below a socket, which Node documents nowhere: its descriptor, and the bytes that it has not written. */
interface Handle {
  fd?: number
  writeQueueSize?: number
  setBlocking?(blocking: boolean): void
}

export interface ChannelEvents {
  message(message: ParentMessage): void
  /** The launcher has ended or closed the socket, or there was none: nothing more is sent. */
  closed(wasConnected: boolean): void
}

export class Channel {
  readonly #socket: Socket
  readonly #events: ChannelEvents
  readonly #now: Now
  /** Whole lines, and after them the open batch. */
  #lines: string[] = []
  #batch: string[] = []
  #waitingCharacters = 0
  #batchCharacters = 0
  /** What is being written. */
  #underway: Buffer | null = null
  #gap: { at: number; lost: number } | null = null
  #timer: NodeJS.Timeout | null = null
  #isScheduled = false
  #isConnected = false
  #isClosed = false
  #flushed: (() => void)[] = []

  constructor(path: string, now: Now, events: ChannelEvents) {
    this.#now = now
    this.#events = events
    this.#socket = connect(path)
    this.#socket.setEncoding('utf8')
    this.#socket.on('connect', () => {
      this.#isConnected = true
      this.#write()
    })
    // Its `close` follows.
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => this.#onClosed())
    this.#readLines()
  }

  /** Whether the socket keeps this process alive. */
  set keepsAlive(keepsAlive: boolean) {
    if (keepsAlive) this.#socket.ref()
    else this.#socket.unref()
  }

  send(message: ChildMessage): void {
    this.#closeBatch()
    const line = `${JSON.stringify(message)}\n`
    this.#lines.push(line)
    this.#waitingCharacters += line.length
    this.#schedule()
  }

  /** Adds a record, as JSON. */
  add(record: string, isRpc: boolean): void {
    if (this.#isClosed) return
    const waiting = this.#waitingCharacters + (this.#underway?.length ?? 0)
    if (waiting + record.length > (isRpc ? MAX_BUFFERED_RPC_CHARACTERS : MAX_BUFFERED_CHARACTERS)) {
      this.#gap ??= { at: this.#now(), lost: 0 }
      this.#gap.lost++
      return
    }
    this.#batch.push(record)
    this.#waitingCharacters += record.length
    this.#batchCharacters += record.length
    if (this.#batchCharacters >= BATCH_CHARACTERS) this.#closeBatch()
    if (!isRpc || this.#lines.length > 0) this.#schedule()
    else this.#timer ??= setTimeout(() => this.#write(), RPC_DELAY_MS).unref()
  }

  /** Resolves when everything added so far has left this process, or the launcher is gone. */
  flush(): Promise<void> {
    this.#write()
    if (this.#isClosed || (!this.#underway && this.#waitingCharacters === 0)) return Promise.resolve()
    return new Promise((resolve) => this.#flushed.push(resolve))
  }

  /** Writes what waits while the process exits, when nothing asynchronous runs any more. */
  flushSync(): void {
    if (this.#isClosed) return
    this.#closeBatch()
    const handle = (this.#socket as unknown as { _handle: Handle | null })._handle
    const text = this.#lines.splice(0).join('')
    if (typeof handle?.fd === 'number' && handle.fd >= 0) {
      const unwritten = this.#underway ?? Buffer.alloc(0)
      const queued = this.#isConnected ? (handle.writeQueueSize ?? 0) : unwritten.length
      const rest = Buffer.concat([unwritten.slice(unwritten.length - queued), Buffer.from(text)])
      writeWhole(handle.fd, rest)
    } else {
      // Windows: the pipe has no descriptor, but it can be made to write at once.
      handle?.setBlocking?.(true)
      this.#socket.write(text)
    }
    this.#isClosed = true
  }

  close(): void {
    void this.flush().then(() => this.#socket.end())
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#write()
    })
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#underway || !this.#isConnected || this.#isClosed) return
    this.#closeBatch()
    const text = this.#nextText()
    if (text === '') return
    this.#waitingCharacters -= text.length
    this.#underway = Buffer.from(text)
    this.#socket.write(this.#underway, () => this.#onWritten())
  }

  /** Takes as many lines as make one write. */
  #nextText(): string {
    let text = ''
    let count = 0
    for (const line of this.#lines) {
      if (count > 0 && text.length + line.length > BATCH_CHARACTERS) break
      text += line
      count++
    }
    this.#lines.splice(0, count)
    return text
  }

  #onWritten(): void {
    this.#underway = null
    this.#write()
    if (this.#underway) return
    for (const done of this.#flushed.splice(0)) done()
  }

  #closeBatch(): void {
    if (this.#gap) {
      this.#batch.push(JSON.stringify({ t: 'gap', at: this.#gap.at, lost: this.#gap.lost }))
      this.#gap = null
    }
    if (this.#batch.length === 0) return
    const line = OPEN + this.#batch.join(',') + CLOSE
    this.#batch = []
    this.#waitingCharacters += line.length - this.#batchCharacters
    this.#batchCharacters = 0
    this.#lines.push(line)
  }

  #readLines(): void {
    let rest = ''
    this.#socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE_CHARACTERS) this.#socket.destroy()
      for (const line of lines) this.#events.message(JSON.parse(line) as ParentMessage)
    })
  }

  #onClosed(): void {
    this.#isClosed = true
    this.#underway = null
    this.#lines = []
    this.#batch = []
    this.#waitingCharacters = this.#batchCharacters = 0
    for (const done of this.#flushed.splice(0)) done()
    this.#events.closed(this.#isConnected)
  }
}

/** The descriptor does not block: while the launcher reads too slowly, writing is tried again until the time is over. */
function writeWhole(file: number, bytes: Buffer): void {
  const end = Date.now() + EXIT_TIMEOUT_MS
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > end) return
    }
  }
}
