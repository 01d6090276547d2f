// One export at a time: how far it is, what stops it, and the file at its end.
import type { ExportFormat, ExportSelection, ExportPart, HostApi } from '../../src-main/contract/index.ts'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { saveFile } from '../ui/save-file.ts'

/** Milliseconds after which it is shown that something goes on. */
const PROGRESS_DELAY_MS = 300

export class Exporting {
  /** In words; null while nothing is exported, and for what is done at once. */
  progress = $state<string | null>(null)
  readonly #api: HostApi
  /** Rises with each export, and when one is given up: what comes of an older one is nobody's. */
  #turn = 0
  /** The host's name for the one that goes on, once it has begun. */
  #id: string | null = null

  constructor(api: HostApi) {
    this.#api = api
  }

  /** Resolves when the file was handed to the user, or the export was given up. */
  async save(run: string, format: ExportFormat, options: ExportSelection): Promise<void> {
    const turn = (this.#turn += 1)
    const late = setTimeout(() => {
      if (turn === this.#turn) this.progress ??= 'Exporting…'
    }, PROGRESS_DELAY_MS)
    try {
      await this.#take(await this.#api.export(run, format, options), turn)
    } catch (error) {
      // That it was given up is no news to who did it.
      if (turn === this.#turn) throw error
    } finally {
      clearTimeout(late)
      if (turn === this.#turn) this.progress = this.#id = null
    }
  }

  async cancel(): Promise<void> {
    const id = this.#id
    this.#turn += 1
    this.progress = this.#id = null
    if (id !== null) await this.#api.cancelExport(id)
  }

  async #take(id: string, turn: number): Promise<void> {
    if (turn !== this.#turn) return this.#api.cancelExport(id)
    this.#id = id
    const parts: ExportPart['bytes'][] = []
    let bytes = 0
    for (;;) {
      const part = await this.#api.exportPart(id)
      if (turn !== this.#turn) return
      parts.push(part.bytes)
      bytes += part.bytes.byteLength
      if (part.file) return saveFile(part.file.name, new Blob(parts, { type: part.file.mime }))
      this.progress = progressOf(part, bytes)
    }
  }
}

function progressOf({ read, of }: ExportPart, bytes: number): string {
  if (bytes > 0) return `${formatBytes(bytes)} written`
  return read < of ? `${Math.floor((read / of) * 100)} % read` : 'Writing…'
}
