// Recently opened projects and timelines, newest first.
import { join } from 'node:path'
import type { RecentEntry } from '../../contract/index.ts'
import { readJson, writeJson } from './json-file.ts'

const MAX_ENTRIES = 20

export class RecentEntries {
  readonly #file: string

  constructor(state: string) {
    this.#file = join(state, 'recent.json')
  }

  async list(): Promise<RecentEntry[]> {
    const value = await readJson(this.#file)
    return Array.isArray(value) ? value.filter(isRecentEntry) : []
  }

  async clear(): Promise<void> {
    await writeJson(this.#file, [])
  }

  /** Removes an entry if there is one with this path. */
  async remove(path: string): Promise<void> {
    const all = await this.list()
    const others = all.filter((entry) => entry.path !== path)
    if (others.length < all.length) await writeJson(this.#file, others)
  }

  async add(kind: RecentEntry['kind'], path: string, name: string): Promise<void> {
    const others = (await this.list()).filter((entry) => entry.path !== path)
    const entry: RecentEntry = { kind, path, name, openedAt: new Date().toISOString() }
    await writeJson(this.#file, [entry, ...others].slice(0, MAX_ENTRIES))
  }
}

function isRecentEntry(value: unknown): value is RecentEntry {
  if (typeof value !== 'object' || value === null) return false
  const entry = value as Partial<Record<keyof RecentEntry, unknown>>
  const hasTexts = [entry.path, entry.name, entry.openedAt].every((each) => typeof each === 'string')
  return hasTexts && (entry.kind === 'project' || entry.kind === 'timeline')
}
