// The export in progress: its progress, its cancellation, and the file that it saves.
import type { ExportFormat, ExportSelection, ExportPart, HostApi } from '../../src-main/contract/index.ts'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import type { Inspector } from './inspector.svelte.ts'
import { words } from '../words/words.svelte.ts'
import { saveFile } from '../ui/save-file.ts'

/** An export that takes longer shows its progress. */
const PROGRESS_DELAY_MS = 300

export class Exporting {
  /** Progress as text; null if there is no export, or a short one. */
  progress = $state<string | null>(null)
  /** Export only what passes the filter, or only the time in view. */
  onlyFiltered = $state(false)
  onlyInView = $state(false)
  readonly #api: HostApi
  /** Rises with each export and cancellation; parts of an older export are dropped. */
  #generation = 0
  /** The host's id of the export in progress. */
  #id: string | null = null

  constructor(api: HostApi) {
    this.#api = api
  }

  /** What of the run is exported. */
  selectionOf({ filter, range }: Inspector): ExportSelection {
    return {
      filter: this.onlyFiltered ? filter.asQuery || undefined : undefined,
      from: this.onlyInView ? range.from : undefined,
      to: this.onlyInView ? range.to : undefined,
    }
  }

  /** Resolves when the file was saved, or the export was cancelled. */
  async save(run: string, format: ExportFormat, options: ExportSelection): Promise<void> {
    const generation = (this.#generation += 1)
    const late = setTimeout(() => {
      if (generation === this.#generation) this.progress ??= words.exporting.exporting
    }, PROGRESS_DELAY_MS)
    try {
      await this.#download(await this.#api.export(run, format, options), generation)
    } catch (error) {
      if (generation === this.#generation) throw error
    } finally {
      clearTimeout(late)
      if (generation === this.#generation) this.progress = this.#id = null
    }
  }

  async cancel(): Promise<void> {
    const id = this.#id
    this.#generation += 1
    this.progress = this.#id = null
    if (id !== null) await this.#api.cancelExport(id)
  }

  async #download(id: string, generation: number): Promise<void> {
    if (generation !== this.#generation) return this.#api.cancelExport(id)
    this.#id = id
    const parts: ExportPart['bytes'][] = []
    let bytes = 0
    for (;;) {
      const part = await this.#api.exportPart(id)
      if (generation !== this.#generation) return
      parts.push(part.bytes)
      bytes += part.bytes.byteLength
      if (part.file) return saveFile(part.file.name, new Blob(parts, { type: part.file.mime }))
      this.progress = progressOf(part, bytes)
    }
  }
}

function progressOf({ read, of }: ExportPart, bytes: number): string {
  if (bytes > 0) return words.exporting.written(formatBytes(bytes))
  return read < of ? words.exporting.read(Math.floor((read / of) * 100)) : words.exporting.writing
}
