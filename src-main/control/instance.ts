// What a running Grove leaves in the state folder for commands to find it: a file for each, for this user's eyes only.
import { rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { processInfo, readJson, writeJson } from '../host/index.ts'

const instanceSchema = z.object({
  pid: z.int().min(1),
  /** When the process began, in the system's words: a pid alone may be another's by now. Null where it does not say. */
  birth: z.string().nullable(),
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
export async function announce(state: string, own: Omit<Instance, 'pid' | 'birth'>): Promise<() => void> {
  const { pid } = process
  const file = join(folderOf(state), `${pid}.json`)
  const remove = () => {
    process.off('exit', remove)
    rmSync(file, { force: true })
  }
  process.once('exit', remove)
  const birth = (await processInfo([pid]))[0]?.birth ?? null
  await writeJson(file, { pid, birth, ...own } satisfies Instance)
  return remove
}

/** Every Grove of this user that runs, the oldest first; what others left behind is removed. */
export async function findInstances(state: string): Promise<Instance[]> {
  const folder = folderOf(state)
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
  const read = await Promise.all(files.map(async (file) => ({ file, instance: await readInstance(file) })))
  const births = await birthsOf(read.flatMap(({ instance }) => instance?.pid ?? []))
  const running = read.flatMap(({ instance }) => (instance && isRunning(instance, births) ? [instance] : []))
  const stale = read.filter(({ instance }) => !instance || !running.includes(instance))
  await Promise.all(stale.map(({ file }) => rm(file, { force: true }).catch(() => {})))
  return running.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
}

/** Whether its process still runs. */
export async function stillRuns(instance: Instance): Promise<boolean> {
  return isRunning(instance, await birthsOf([instance.pid]))
}

async function readInstance(file: string): Promise<Instance | undefined> {
  return instanceSchema.safeParse(await readJson(file)).data
}

/** By pid, of those that run. */
async function birthsOf(pids: number[]): Promise<Map<number, string>> {
  return new Map((await processInfo(pids)).map(({ pid, birth }) => [pid, birth]))
}

function isRunning({ pid, birth }: Instance, births: Map<number, string>): boolean {
  return births.has(pid) && (birth === null || births.get(pid) === birth)
}
