// One export at a time: how far it is, what stops it, and the file at its end.
import type { ExportFormat, ExportPart, HostApi } from '../../src-main/contract/index.ts'
import { formatBytes } from '../flow/describe.ts'
import { saveFile } from '../parts/save-file.ts'

export class Exporting {
  /** In words; null while nothing is exported, and for what is done at once. */
  progress = $state<string | null>(null)
  readonly #api: HostApi
  /** The export that goes on. */
  #id: string | null = null

  constructor(api: HostApi) {
    this.#api = api
  }

  /** Resolves when the file was handed to the user, or the export was given up. */
  async save(run: string, format: ExportFormat): Promise<void> {
    const id = (this.#id = await this.#api.export(run, format))
    try {
      await this.#take(id)
    } catch (error) {
      // That it was given up is no news to who did it.
      if (id === this.#id) throw error
    } finally {
      if (id === this.#id) this.#end()
    }
  }

  async cancel(): Promise<void> {
    const id = this.#id
    this.#end()
    if (id !== null) await this.#api.cancelExport(id)
  }

  async #take(id: string): Promise<void> {
    const parts: ExportPart['bytes'][] = []
    let bytes = 0
    while (id === this.#id) {
      const part = await this.#api.exportPart(id)
      parts.push(part.bytes)
      bytes += part.bytes.byteLength
      if (part.file) return saveFile(part.file.name, new Blob(parts, { type: part.file.mime }))
      if (id === this.#id) this.progress = progressOf(part, bytes)
    }
  }

  #end(): void {
    this.#id = null
    this.progress = null
  }
}

function progressOf({ read, of }: ExportPart, bytes: number): string {
  if (bytes > 0) return `${formatBytes(bytes)} written`
  return read < of ? `${Math.floor((read / of) * 100)} % read` : 'Writing…'
}
