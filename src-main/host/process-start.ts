// When a process began, which tells it from a later one that got the same pid.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * In the system's own words, to be compared and nothing else; null where there is no such process.
 * Linux counts ticks since boot; elsewhere `ps` or PowerShell is asked, so it is not for loops.
 */
export function processStart(pid: number, platform: NodeJS.Platform = process.platform): string | null {
  try {
    if (platform === 'linux') return ticksSinceBoot(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (platform === 'win32') return ask('powershell.exe', ['-NoProfile', '-Command', ticksOnWindows(pid)])
    return ask('ps', ['-o', 'lstart=', '-p', String(pid)])
  } catch {
    return null
  }
}

/** The 22nd field; the second is the program's name in brackets, which may itself hold brackets and spaces. */
function ticksSinceBoot(stat: string): string | null {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; only its parent has not looked yet.
  return state === 'Z' ? null : (fields[18] ?? null)
}

function ticksOnWindows(pid: number): string {
  return `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().Ticks`
}

function ask(program: string, args: string[]): string | null {
  const answer = execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    timeout: 5_000,
    // `ps` writes the date in the user's language and time zone, which another terminal may not share.
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  return answer.trim() || null
}
