// The ledger of a run: a file that lists its processes while they live. A later Grove finds orphans by it if launcher
// and reaper were both killed.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeJson } from '../state/json-file.ts'
import { readOwnFile } from '../state/own-files.ts'
import { processInfo } from './process-info/process-info.ts'

/** A pid is reused, so the start time identifies a process too. */
const processId = z.object({ pid: z.int().min(1), startTime: z.string().min(1) })

const ledgerSchema = z.object({
  v: z.literal(1),
  run: z.string().min(1),
  name: z.string(),
  /** The project folder. */
  directory: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  launcher: processId,
  reaper: processId.nullable(),
  processes: z.array(processId.extend({ id: z.string() })),
})
export type Ledger = z.output<typeof ledgerSchema>
type RunInfo = Pick<Ledger, 'run' | 'name' | 'directory' | 'startedAt'>

export class ProcessLedger {
  readonly #file: string
  readonly #run: RunInfo
  /** Pid → server id. */
  readonly #pids = new Map<number, string>()
  readonly #startTimes = new Map<number, string>()
  #reaper: number | null = null
  #writing: Promise<void> | null = null
  #changed = false

  /** @param folder the folder of the run */
  constructor(folder: string, run: RunInfo) {
    this.#file = ledgerFile(folder)
    this.#run = run
  }

  add(id: string, pid: number): void {
    this.#pids.set(pid, id)
    this.#startTimes.delete(pid)
    this.#schedule()
  }

  remove(pid: number): void {
    if (this.#pids.delete(pid)) this.#schedule()
  }

  setReaper(pid: number): void {
    this.#reaper = pid
    this.#schedule()
  }

  /** Removes the file: all processes have ended. */
  async close(): Promise<void> {
    await this.#writing
    await rm(this.#file, { force: true })
  }

  #schedule(): void {
    this.#changed = true
    this.#writing ??= this.#write()
  }

  async #write(): Promise<void> {
    while (this.#changed) {
      this.#changed = false
      try {
        await writeJson(this.#file, await this.#current())
      } catch {
        // Only the search for orphans needs the file; a full disk must not stop the run.
      }
    }
    this.#writing = null
  }

  async #current(): Promise<Ledger> {
    const reaper = this.#reaper === null ? [] : [this.#reaper]
    const unknown = [process.pid, ...reaper, ...this.#pids.keys()].filter((pid) => !this.#startTimes.has(pid))
    for (const { pid, startTime } of await processInfo(unknown)) this.#startTimes.set(pid, startTime)
    const identify = (pid: number) => ({ pid, startTime: this.#startTimes.get(pid) ?? '' })
    return {
      v: 1,
      ...this.#run,
      launcher: identify(process.pid),
      reaper: reaper.map(identify).find(({ startTime }) => startTime !== '') ?? null,
      processes: [...this.#pids]
        .map(([pid, id]) => ({ id, ...identify(pid) }))
        .filter(({ startTime }) => startTime !== ''),
    }
  }
}

export function ledgerFile(folder: string): string {
  return join(folder, 'processes.json')
}

/** Returns null if there is no file, or no valid one. @throws {HostError} CANNOT_READ */
export async function readLedger(file: string): Promise<Ledger | null> {
  const text = await readOwnFile(file)
  try {
    return ledgerSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return null
  }
}
