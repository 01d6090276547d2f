// Processes of macOS and other Unix, from `ps`. It knows a birth to the second only: a pid that is given again within the
// second would pass for the same process.
import { execFile } from 'node:child_process'
import type { ProcessFacts } from './process-info.ts'

const LINE = /^\s*(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/

export async function factsFromPs(pids: readonly number[]): Promise<ProcessFacts[]> {
  return parsePs(await ps(['-o', 'pid=,stat=,lstart=,command=', '-p', pids.join(',')]))
}

/** Every process whose environment has this variable, as far as the system shows it (its own programs' it does not). */
export async function markedInPs(mark: string): Promise<number[]> {
  const lines = (await ps(['-axEww', '-o', 'pid=,command='])).split('\n')
  return lines.filter((line) => line.split(' ').includes(mark)).map((line) => parseInt(line, 10))
}

function parsePs(text: string): ProcessFacts[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, state, birth, command] = LINE.exec(line) ?? []
    if (!pid || !state || !birth || state.startsWith('Z')) return []
    const startedAt = new Date(`${birth} UTC`).toISOString()
    return [{ pid: Number(pid), birth: birth.replace(/\s+/g, ' '), command: command ?? '', startedAt }]
  })
}

/** In one language and one time zone, so that a birth reads the same tomorrow and elsewhere. Nothing found is no failure. */
function ps(args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  return new Promise((resolve) => {
    execFile('ps', args, { env, maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => resolve(stdout))
  })
}
