// The instance file of a running Grove, in the state folder and readable by this user only. Commands find Grove by it.
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { processInfo } from '../host/system/process-info/process-info.ts'
import type { Problem } from '../contract/index.ts'
import { problemOf } from '../contract/index.ts'
import { writeJson } from '../host/state/json-file.ts'
import { listOwnFolder, readOwnFile } from '../host/state/own-files.ts'

const instanceSchema = z.object({
  pid: z.int().min(1),
  /** In the system's format; identifies the process, because a pid is reused. Null if the system does not know it. */
  startTime: z.string().nullable(),
  /** Version of Grove. */
  version: z.string(),
  shell: z.enum(['desktop', 'web', 'terminal']),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Port of the control server on 127.0.0.1, and its secret. */
  port: z.int().min(1).max(65_535),
  token: z.string().min(32),
})

export type Instance = z.output<typeof instanceSchema>

function instanceFolder(state: string): string {
  return join(state, 'instances')
}

/** Writes the file of this process. Returns a function that removes it; an exit of the process removes it too. */
export async function announce(state: string, own: Omit<Instance, 'pid' | 'startTime'>): Promise<() => void> {
  const { pid } = process
  const file = join(instanceFolder(state), `${pid}.json`)
  const remove = () => {
    process.off('exit', remove)
    try {
      rmSync(file, { force: true })
    } catch {
      // Commands remove the file of a Grove that has ended.
    }
  }
  process.once('exit', remove)
  const startTime = (await processInfo([pid]))[0]?.startTime ?? null
  await writeJson(file, { pid, startTime, ...own } satisfies Instance)
  return remove
}

/**
 * Returns every running Grove of this user, the oldest first. Removes the files of those that have ended.
 * @param onUnreadable called for each file that cannot be read; it stays
 * @throws {HostError} CANNOT_READ if the folder cannot be read
 */
export async function findInstances(
  state: string,
  onUnreadable: (problem: Problem) => void = () => {},
): Promise<Instance[]> {
  const folder = instanceFolder(state)
  const names = await listOwnFolder(folder)
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
  const unreadable = (error: unknown) => onUnreadable(problemOf(error))
  const read = (
    await Promise.all(
      files.map(async (file) => {
        const text = await readOwnFile(file).catch(unreadable)
        return text === undefined ? [] : [{ file, instance: parseInstance(text) }]
      }),
    )
  ).flat()
  const startTimes = await readStartTimes(read.flatMap(({ instance }) => instance?.pid ?? []))
  const running = read.flatMap(({ instance }) =>
    instance && isAlive(instance, startTimes) ? [instance] : [],
  )
  const stale = read.filter(({ instance }) => !instance || !running.includes(instance))
  await Promise.all(stale.map(({ file }) => rm(file, { force: true }).catch(() => {})))
  return running.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
}

/** Whether it was stopped by SIGSTOP or by its terminal: it answers nobody until it is continued. */
export async function isSuspended({ pid }: Instance): Promise<boolean> {
  return process.platform !== 'win32' && (await processInfo([pid]))[0]?.isSuspended === true
}

export async function isRunning(instance: Instance): Promise<boolean> {
  return isAlive(instance, await readStartTimes([instance.pid]))
}

/** Returns undefined for a file that is missing by now, or damaged. */
function parseInstance(text: string | null): Instance | undefined {
  try {
    return instanceSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}

/** Returns the start times of the running processes, by pid. */
async function readStartTimes(pids: number[]): Promise<Map<number, string>> {
  return new Map((await processInfo(pids)).map(({ pid, startTime }) => [pid, startTime]))
}

function isAlive({ pid, startTime }: Instance, startTimes: Map<number, string>): boolean {
  return startTimes.has(pid) && (startTime === null || startTimes.get(pid) === startTime)
}
