// The socket that a program with an adapter reports to: one for each spawned program. Every process of the program that
// joins the cluster has a connection of its own.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Emitter } from '../../../core/kit/emitter.ts'
import { messageOf } from '../../../core/kit/message-of.ts'
import type { ChildMessage, ParentMessage } from '../../../core/process/messages.ts'
import { parseChildMessage } from '../../../core/process/parse-messages.ts'

/** Unix allows a little over 100 bytes for the path of a socket. */
const MAX_PATH_BYTES = 100
/** A hook sends at most 256 KiB and one record at once. */
const MAX_LINE_CHARACTERS = 8 * 1024 ** 2
/** Connections of one program at the same time. */
const MAX_CONNECTIONS = 256
/** A connection that says nothing for this long is closed. */
const HELLO_TIMEOUT_MS = 10_000

type Hello = Extract<ChildMessage, { grove: 'hello' }> & { pid: number }

type AdapterMemberEvents = {
  message: [message: ChildMessage]
  /** Its process has ended, or has left the cluster. */
  closed: []
}

/** One member that has joined. */
export class AdapterMember extends Emitter<AdapterMemberEvents> {
  readonly hello: Hello
  /** Null for the member that the server itself stands for. */
  readonly worker: string | null
  readonly #socket: Socket

  constructor(hello: Hello, worker: string | null, socket: Socket) {
    super()
    this.hello = hello
    this.worker = worker
    this.#socket = socket
  }

  send(message: ParentMessage): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }
}

type AdapterChannelEvents = {
  /** A member said hello. It is welcomed when the listeners have returned. */
  joined: [member: AdapterMember]
  /** A message that is not Grove's. */
  malformed: [problem: string]
}

export class AdapterChannel extends Emitter<AdapterChannelEvents> {
  readonly path: string
  readonly #folder: string | null
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #members = new Map<string, AdapterMember>()
  /** What a member that joins later must know too. */
  readonly #current = new Map<string, ParentMessage>()
  #onEmpty: (() => void)[] = []

  /** @param folder of the run; where its path is too long, a temporary one is used */
  constructor(folder: string) {
    super()
    const place = placeOf(folder)
    this.path = place.path
    this.#folder = place.temporary
    this.#server = createServer((socket) => this.#accept(socket))
    this.#server.on('error', (error) => this.emit('malformed', `its socket failed: ${messageOf(error)}`))
    this.#server.listen(this.path)
    this.#server.unref()
  }

  /** The member that the server itself stands for. */
  get main(): AdapterMember | undefined {
    return this.#members.get('')
  }

  /** Sends what concerns every member to all of them, later ones included, and the rest to the main member. */
  send(message: ParentMessage): void {
    if (message.grove !== 'tap' && message.grove !== 'master' && message.grove !== 'fault') {
      return this.main?.send(message)
    }
    const key = message.grove === 'fault' ? `fault ${message.link} ${message.peer ?? ''}` : message.grove
    this.#current.set(key, message)
    for (const member of this.#members.values()) member.send(message)
  }

  /** Resolves when no process of the program is connected any more: all that they sent has arrived. */
  async drained(timeoutMs: number): Promise<void> {
    if (this.#sockets.size === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#onEmpty.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    rmSync(this.#folder ?? this.path, { recursive: true, force: true })
  }

  #accept(socket: Socket): void {
    if (this.#sockets.size >= MAX_CONNECTIONS) {
      this.emit('malformed', `it has more than ${MAX_CONNECTIONS} connections`)
      return void socket.destroy()
    }
    this.#sockets.add(socket)
    let member: AdapterMember | null = null
    const timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS)
    readLines(socket, (line) => {
      const message = this.#parse(line, socket)
      if (!message) return
      if (member) return member.emit('message', message)
      clearTimeout(timer)
      member = this.#join(message, socket)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      this.#sockets.delete(socket)
      if (member) this.#leave(member)
      if (this.#sockets.size === 0) for (const done of this.#onEmpty.splice(0)) done()
    })
  }

  #parse(line: string | null, socket: Socket): ChildMessage | null {
    try {
      if (line === null) throw new Error(`a message has more than ${MAX_LINE_CHARACTERS} characters`)
      return parseChildMessage(JSON.parse(line))
    } catch (error) {
      this.emit('malformed', messageOf(error))
      if (line === null) socket.destroy()
      return null
    }
  }

  #join(message: ChildMessage, socket: Socket): AdapterMember | null {
    if (message.grove !== 'hello' || message.pid === undefined) {
      this.emit('malformed', 'the first message must be hello with a pid')
      socket.destroy()
      return null
    }
    const worker = this.#freeName(message.worker ?? '')
    const member = new AdapterMember({ ...message, pid: message.pid }, worker === '' ? null : worker, socket)
    this.#members.set(worker, member)
    this.emit('joined', member)
    for (const current of this.#current.values()) member.send(current)
    member.send({ grove: 'welcome' })
    return member
  }

  #leave(member: AdapterMember): void {
    this.#members.delete(member.worker ?? '')
    member.emit('closed')
  }

  /** Two processes of a program may both take themselves for the server. */
  #freeName(wanted: string): string {
    if (!this.#members.has(wanted)) return wanted
    for (let n = 2; ; n++) {
      const name = wanted === '' ? String(n) : `${wanted}-${n}`
      if (!this.#members.has(name)) return name
    }
  }
}

/** Calls `onLine` with null for a line that is too long. */
function readLines(socket: Socket, onLine: (line: string | null) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    let start = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      onLine(rest + chunk.slice(start, end))
      rest = ''
      start = end + 1
      if (socket.destroyed) return
    }
    rest += chunk.slice(start)
    if (rest.length > MAX_LINE_CHARACTERS) onLine(null)
  })
}

/** Only this user gets into the folder; a pipe of Windows has a name that nobody can guess. */
function placeOf(folder: string): { path: string; temporary: string | null } {
  const name = randomBytes(16).toString('hex')
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\grove-${name}`, temporary: null }
  const path = join(folder, `${name.slice(0, 8)}.sock`)
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return { path, temporary: null }
  }
  const inTemporary = Buffer.byteLength(tmpdir()) + '/grove-123456/s'.length <= MAX_PATH_BYTES
  const temporary = mkdtempSync(join(inTemporary ? tmpdir() : '/tmp', 'grove-'))
  return { path: join(temporary, 's'), temporary }
}
