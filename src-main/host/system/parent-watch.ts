// Grove ends when whoever started it ends: a killed `npx`, `npm start` or terminal must not leave a cluster behind.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const POLL_MS = 300

/** Parents whose end is Grove's end: the direct one and, where a package runner put a shell between, the one above. */
interface Watched {
  parent: number
  /** The shell's own parent, or null where the parent is no such shell. */
  above: number | null
}

/** Calls `onOrphaned` once when the parent is gone. Returns its undo. */
export function watchParent(onOrphaned: () => void): () => void {
  const watched = lookUp()
  // Started by init itself (a container, a service): nobody to wait for.
  if (watched.parent <= 1) return () => {}
  const timer = setInterval(() => {
    if (!isOrphaned(watched)) return
    clearInterval(timer)
    onOrphaned()
  }, POLL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function lookUp(): Watched {
  const parent = process.ppid
  const above = process.platform !== 'win32' && isShellWithCommand(parent) ? parentOf(parent) : null
  return { parent, above: above !== null && above > 1 ? above : null }
}

function isOrphaned({ parent, above }: Watched): boolean {
  if (process.platform === 'win32') return !isAlive(parent)
  if (process.ppid !== parent) return true
  return above !== null && parentOf(parent) !== above
}

/** `sh -c …`, as npm runs every script. An interactive shell is no such thing: its terminal sends SIGHUP. */
function isShellWithCommand(pid: number): boolean {
  const words = commandOf(pid)
  return /(^|\/)(ba|da|z|a|k)?sh$/.test(words[0] ?? '') && words[1] === '-c'
}

function commandOf(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return ps(pid, 'command=').split(/\s+/)
  } catch {
    return []
  }
}

function parentOf(pid: number): number | null {
  try {
    if (process.platform !== 'linux') return Number(ps(pid, 'ppid='))
    // The second field is the program's name in brackets, which may itself hold brackets and spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

function ps(pid: number, format: string): string {
  return execFileSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).trim()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
