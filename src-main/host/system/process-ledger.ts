// The ledger of a run: the file in its folder that says which processes it has, kept while they live, so that a later
// Grove can name, and end, what outlived both the launcher and its reaper.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJson } from '../state/json-file.ts'
import { processInfo } from './process-info/process-info.ts'

const named = z.object({ pid: z.int().min(1), birth: z.string().min(1) })

const entriesSchema = z.object({
  v: z.literal(1),
  run: z.string().min(1),
  /** The cluster's name. */
  name: z.string(),
  /** The project's folder. */
  directory: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  launcher: named,
  reaper: named.nullable(),
  processes: z.array(named.extend({ id: z.string() })),
})
export type LedgerEntries = z.output<typeof entriesSchema>
type About = Pick<LedgerEntries, 'run' | 'name' | 'directory' | 'startedAt'>

export class ProcessLedger {
  readonly #file: string
  readonly #about: About
  /** Pid → server id. */
  readonly #pids = new Map<number, string>()
  readonly #births = new Map<number, string>()
  #reaper: number | null = null
  #writing: Promise<void> | null = null
  #changed = false

  /** @param folder the run's */
  constructor(folder: string, about: About) {
    this.#file = ledgerIn(folder)
    this.#about = about
  }

  add(id: string, pid: number): void {
    this.#pids.set(pid, id)
    this.#births.delete(pid)
    this.#change()
  }

  remove(pid: number): void {
    if (this.#pids.delete(pid)) this.#change()
  }

  reapedBy(pid: number): void {
    this.#reaper = pid
    this.#change()
  }

  /** The run ended in order: there is nothing left to find. */
  async close(): Promise<void> {
    await this.#writing
    await rm(this.#file, { force: true })
  }

  #change(): void {
    this.#changed = true
    this.#writing ??= this.#write()
  }

  /** One writing at a time, each with all that changed meanwhile. */
  async #write(): Promise<void> {
    while (this.#changed) {
      this.#changed = false
      // A disk that is full makes this net thinner; the run is not to suffer for it.
      await writeJson(this.#file, await this.#entries()).catch(() => {})
    }
    this.#writing = null
  }

  async #entries(): Promise<LedgerEntries> {
    const reaper = this.#reaper === null ? [] : [this.#reaper]
    const unknown = [process.pid, ...reaper, ...this.#pids.keys()].filter((pid) => !this.#births.has(pid))
    for (const { pid, birth } of await processInfo(unknown)) this.#births.set(pid, birth)
    const named = (pid: number) => ({ pid, birth: this.#births.get(pid) ?? '' })
    return {
      v: 1,
      ...this.#about,
      launcher: named(process.pid),
      reaper: reaper.map(named).find(({ birth }) => birth !== '') ?? null,
      processes: [...this.#pids]
        .map(([pid, id]) => ({ id, ...named(pid) }))
        .filter(({ birth }) => birth !== ''),
    }
  }
}

export function ledgerIn(folder: string): string {
  return join(folder, 'processes.json')
}

/** Null where there is none, or none that can be believed. */
export async function readLedger(file: string): Promise<LedgerEntries | null> {
  try {
    return entriesSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}
