// The folders whose code the user trusts, by real path.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { readJson, writeJson } from '../state/json-file.ts'

export class TrustedFolders {
  readonly #file: string

  constructor(state: string) {
    this.#file = join(state, 'trusted.json')
  }

  async has(folder: string): Promise<boolean> {
    return (await this.#read()).includes(await realpath(folder))
  }

  async add(folder: string): Promise<void> {
    const path = await realpath(folder)
    const folders = await this.#read()
    if (!folders.includes(path)) await writeJson(this.#file, { folders: [...folders, path] })
  }

  async #read(): Promise<string[]> {
    const value = await readJson(this.#file)
    if (typeof value !== 'object' || value === null || !('folders' in value)) return []
    return Array.isArray(value.folders) ? value.folders.filter((each) => typeof each === 'string') : []
  }
}
