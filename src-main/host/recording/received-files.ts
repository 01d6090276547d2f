// Files that windows send, because a browser does not tell where a dropped file is: part by part, into the state folder.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { makeFolder } from '../state/make-folder.ts'
import { cannotWrite } from '../state/output-file.ts'
import { unpackedFolder } from '../state/state-folder.ts'
import { AppendFile } from './append-file.ts'

interface IncomingFile {
  id: string
  name: string
  path: string
  file: AppendFile
  size: number
  received: number
}

/** A file that was received as a whole. */
export interface ReceivedFile {
  /** As its sender calls it. */
  name: string
  /** Whoever opens it removes it. */
  path: string
}

export class ReceivedFiles {
  readonly #state: string
  /** By window: it sends one file at a time. */
  readonly #incoming = new Map<object, IncomingFile>()

  /** @param state Grove's state folder */
  constructor(state: string) {
    this.#state = state
  }

  /** Begins a file and returns its id. Cancels an earlier one of the same window. @throws {HostError} CANNOT_WRITE */
  async start(window: object, name: string, size: number): Promise<string> {
    await this.cancel(window)
    const folder = unpackedFolder(this.#state)
    const id = randomUUID()
    const path = join(folder, `${process.pid}-${id}.received`)
    await makeFolder(folder, 0o700)
    this.#incoming.set(window, { id, name, path, size, received: 0, file: await AppendFile.create(path) })
    return id
  }

  /** @throws {HostError} NO_SUCH_FILE, CANNOT_WRITE; TOO_LARGE for more than was announced */
  async append(window: object, id: string, part: Uint8Array): Promise<void> {
    const incoming = this.#find(window, id)
    const { file, path } = incoming
    incoming.received += part.length
    if (incoming.received > incoming.size) {
      await this.cancel(window)
      throw new HostError({ code: 'TOO_LARGE', message: 'The file is larger than was announced.' })
    }
    file.append(Buffer.from(part))
    await file.flushed()
    if (file.failure === null) return
    const { failure } = file
    await this.cancel(window)
    throw cannotWrite(path, failure)
  }

  /** @throws {HostError} NO_SUCH_FILE */
  async finish(window: object, id: string): Promise<ReceivedFile> {
    const { file, name, path, received, size } = this.#find(window, id)
    if (received < size) {
      await this.cancel(window)
      throw new HostError({ code: 'NO_SUCH_FILE', message: `${name} was not received as a whole.` })
    }
    this.#incoming.delete(window)
    await file.close()
    return { name, path }
  }

  /** Forgets what a window has sent of a file. */
  async cancel(window: object): Promise<void> {
    const incoming = this.#incoming.get(window)
    if (!incoming) return
    this.#incoming.delete(window)
    await incoming.file.close()
    await rm(incoming.path, { force: true })
  }

  #find(window: object, id: string): IncomingFile {
    const incoming = this.#incoming.get(window)
    if (incoming?.id === id) return incoming
    throw new HostError({ code: 'NO_SUCH_FILE', message: 'This file is not being received any more.' })
  }
}
