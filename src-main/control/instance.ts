// What a running Grove leaves in the state folder for commands to find it: a file for each, for this user's eyes only.
import { rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { processStart, readJson, writeJson } from '../host/index.ts'

const instanceSchema = z.object({
  pid: z.int().min(1),
  /** When the process began, in the system's words: a pid alone may be another's by now. */
  start: z.string().nullable(),
  /** Of Grove. */
  version: z.string(),
  shell: z.enum(['desktop', 'web', 'terminal']),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Of its door on 127.0.0.1, and the secret that opens it. */
  port: z.int().min(1).max(65_535),
  token: z.string().min(32),
})

export type Instance = z.output<typeof instanceSchema>

function folderOf(state: string): string {
  return join(state, 'instances')
}

/** Writes the file of this process; returns its undo, which an exit without warning does too. */
export async function announce(state: string, own: Omit<Instance, 'pid' | 'start'>): Promise<() => void> {
  const { pid } = process
  const file = join(folderOf(state), `${pid}.json`)
  const remove = () => {
    process.off('exit', remove)
    rmSync(file, { force: true })
  }
  process.once('exit', remove)
  await writeJson(file, { pid, start: processStart(pid), ...own } satisfies Instance)
  return remove
}

/** Every Grove of this user that runs, the oldest first; what others left behind is removed. */
export async function findInstances(state: string): Promise<Instance[]> {
  const folder = folderOf(state)
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
  const found = await Promise.all(files.map(readInstance))
  return found.flat().toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
}

async function readInstance(file: string): Promise<Instance[]> {
  const { data } = instanceSchema.safeParse(await readJson(file))
  if (data && isRunning(data)) return [data]
  await rm(file, { force: true }).catch(() => {})
  return []
}

function isRunning({ pid, start }: Instance): boolean {
  const now = processStart(pid)
  return now !== null && (start === null || now === start)
}
