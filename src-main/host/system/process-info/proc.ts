// Processes of Linux, from /proc: exact, and without a process of its own to ask.
import { readFile, readdir } from 'node:fs/promises'
import type { ProcessFacts } from './process-info.ts'
import { parseProcStat, TICKS } from './proc-stat.ts'

export async function factsFromProc(pids: readonly number[]): Promise<ProcessFacts[]> {
  const [boot, bootedAt] = await Promise.all([bootId(), bootTime()])
  const found = await Promise.all(pids.map((pid) => factsOfOne(pid, boot, bootedAt)))
  return found.filter((facts) => facts !== null)
}

/** Every process that this user may look into and whose environment has this variable. */
export async function markedInProc(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const marked = await Promise.all(pids.map(async (pid) => (await environmentOf(pid)).includes(mark)))
  return pids.filter((_, index) => marked[index])
}

/** The variables of a process, `NAME=value`; none where it has ended or is another user's. */
async function environmentOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0')
}

async function factsOfOne(pid: number, boot: string, bootedAt: number): Promise<ProcessFacts | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    const { name, state, started } = parseProcStat(stat)
    if (state === 'Z' || !Number.isFinite(started)) return null
    return {
      pid,
      birth: `${boot}/${started}`,
      command: command.replaceAll('\0', ' ').trim() || name,
      startedAt: new Date(bootedAt + (started / TICKS) * 1_000).toISOString(),
    }
  } catch {
    return null
  }
}

/** A new one with each start of the system: ticks count from there. */
async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Milliseconds since 1970. */
async function bootTime(): Promise<number> {
  const seconds = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))?.[1]
  return Number(seconds ?? 0) * 1_000
}
