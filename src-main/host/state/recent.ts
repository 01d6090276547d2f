// Projects and timelines that were opened lately, newest first.
import { join } from 'node:path'
import type { RecentEntry } from '../../contract/index.ts'
import { readJson, writeJson } from './json-file.ts'

const KEPT = 20

export class RecentEntries {
  readonly #file: string

  constructor(state: string) {
    this.#file = join(state, 'recent.json')
  }

  async list(): Promise<RecentEntry[]> {
    const value = await readJson(this.#file)
    return Array.isArray(value) ? value.filter(isRecentEntry) : []
  }

  async add(kind: RecentEntry['kind'], path: string, name: string): Promise<void> {
    const others = (await this.list()).filter((entry) => entry.path !== path)
    const entry: RecentEntry = { kind, path, name, openedAt: new Date().toISOString() }
    await writeJson(this.#file, [entry, ...others].slice(0, KEPT))
  }
}

function isRecentEntry(value: unknown): value is RecentEntry {
  if (typeof value !== 'object' || value === null) return false
  const entry = value as Partial<Record<keyof RecentEntry, unknown>>
  const words = [entry.path, entry.name, entry.openedAt].every((each) => typeof each === 'string')
  return words && (entry.kind === 'project' || entry.kind === 'timeline')
}
