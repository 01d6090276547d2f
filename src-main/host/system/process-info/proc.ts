// Processes on Linux, from /proc.
import { readFile, readdir } from 'node:fs/promises'
import { parseProcStat, TICKS_PER_SECOND } from './proc-stat.ts'

export async function processesFromProc(pids: readonly number[]) {
  const [boot, bootedAt] = await Promise.all([bootId(), bootTime()])
  const found = await Promise.all(pids.map((pid) => readProcess(pid, boot, bootedAt)))
  return found.filter((each) => each !== null)
}

/** Returns the readable processes whose environment has this variable. */
export async function markedPidsFromProc(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const marked = await Promise.all(pids.map(async (pid) => (await environmentOf(pid)).includes(mark)))
  return pids.filter((_, index) => marked[index])
}

/** Returns the variables of a process, `NAME=value`; none if it has ended or belongs to another user. */
async function environmentOf(pid: number): Promise<string[]> {
  return ((await readUnlessGone(`/proc/${pid}/environ`)) ?? '').split('\0')
}

async function readProcess(pid: number, boot: string, bootedAt: number) {
  const [stat, command] = await Promise.all([
    readUnlessGone(`/proc/${pid}/stat`),
    readUnlessGone(`/proc/${pid}/cmdline`),
  ])
  if (stat === null || command === null) return null
  const { name, state, started } = parseProcStat(stat)
  if (state === 'Z' || !Number.isFinite(started)) return null
  return {
    pid,
    startTime: `${boot}/${started}`,
    command: command.replaceAll('\0', ' ').trim() || name,
    startedAt: new Date(bootedAt + (started / TICKS_PER_SECOND) * 1_000).toISOString(),
    isSuspended: state === 'T' || state === 't',
  }
}

/**
 * Returns null if the process has ended or is hidden from this user. @throws any other error: a process must not pass
 * for ended because this one has no descriptor or memory left
 */
async function readUnlessGone(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return null
    throw error
  }
}

/** Changes with each start of the system, from which ticks count. */
async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Milliseconds since 1970. */
async function bootTime(): Promise<number> {
  const seconds = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))?.[1]
  return Number(seconds ?? 0) * 1_000
}
