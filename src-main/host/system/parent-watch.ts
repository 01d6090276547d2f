// Detects the end of Grove's parent, so that a killed `npx`, `npm start` or terminal leaves no cluster behind.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isAlive } from './process-group.ts'
import { parseProcStat } from './process-info/proc-stat.ts'

const POLL_MS = 300

interface Parents {
  parent: number
  /** The parent of the parent, if that is a shell which a package runner started, else null. */
  grandparent: number | null
}

/** Calls `onOrphaned` once when a watched parent has ended. Returns an unsubscribe function. */
export function watchParent(onOrphaned: () => void): () => void {
  const parents = findParents()
  // Started by init (a container, a service).
  if (parents.parent <= 1) return () => {}
  const timer = setInterval(() => {
    if (!isOrphaned(parents)) return
    clearInterval(timer)
    onOrphaned()
  }, POLL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function findParents(): Parents {
  const parent = process.ppid
  const grandparent = process.platform !== 'win32' && isShellWithCommand(parent) ? parentOf(parent) : null
  return { parent, grandparent: grandparent !== null && grandparent > 1 ? grandparent : null }
}

function isOrphaned({ parent, grandparent }: Parents): boolean {
  if (process.platform === 'win32') return !isAlive(parent)
  if (process.ppid !== parent) return true
  return grandparent !== null && parentOf(parent) !== grandparent
}

/** `sh -c …`, as npm runs every script. An interactive shell needs no watch: its terminal sends SIGHUP. */
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
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).parent
  } catch {
    return null
  }
}

function ps(pid: number, format: string): string {
  return execFileSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).trim()
}
