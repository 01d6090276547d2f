// The PATH of the user's login shell. A program that the desktop starts gets a short one, without the Node of a version
// manager; the shell is asked once, with a time limit.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'

const TIMEOUT_MS = 3_000
const MAX_OUTPUT_LENGTH = 256 * 1024
const SHELLS = /\/(?:ba|z|da|k|fi)?sh$/

type Environment = Record<string, string | undefined>

/** Whether this program was started by the desktop, and not from a terminal, which passes its PATH on. */
export function needsLoginPath(platform: NodeJS.Platform, env: Environment, hasTerminal: boolean): boolean {
  if (hasTerminal || env['TERM'] || env['GROVE_TARGET']) return false
  if (platform === 'darwin') return true
  return (
    platform === 'linux' && (env['GIO_LAUNCHED_DESKTOP_FILE'] !== undefined || env['APPIMAGE'] !== undefined)
  )
}

/** Returns the PATH; null if the shell is unknown, fails, prints none, or takes too long. */
export function readLoginPath(
  shell: string | null = loginShell(),
  env: NodeJS.ProcessEnv = process.env,
  timeoutMs = TIMEOUT_MS,
): Promise<string | null> {
  if (shell === null || !SHELLS.test(shell)) return Promise.resolve(null)
  // What start-up files print stands outside of the marks.
  const mark = randomUUID()
  const script = `printf '%s' '${mark}'; /usr/bin/env printenv PATH; printf '%s' '${mark}'`
  return new Promise((resolve) => {
    const child = spawn(shell, ['-ilc', script], {
      // Start-up files may look at these to not start a multiplexer, or to not update themselves.
      env: { ...env, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false', GROVE_RESOLVING_PATH: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that a hanging start-up file ends with what it started.
      detached: true,
    })
    let output = ''
    const end = () => {
      clearTimeout(timer)
      killGroup(child.pid)
      resolve(pathBetween(output, mark))
    }
    const timer = setTimeout(end, timeoutMs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_LENGTH)
      if (output.split(mark).length > 2) end()
    })
    child.once('error', end)
    child.once('close', end)
  })
}

/** Entries of the shell first; those of the present PATH that it does not have stay. */
export function mergedPath(login: string, present: string | undefined): string {
  return [...new Set([...login.split(':'), ...(present ?? '').split(':')])].filter(Boolean).join(':')
}

/** Null unless it looks like a PATH: absolute folders. */
function pathBetween(output: string, mark: string): string | null {
  const [, answer = '', after] = output.split(mark)
  const path = answer.trim()
  const isPath =
    after !== undefined &&
    path !== '' &&
    !path.includes('\n') &&
    path.split(':').some((folder) => folder.startsWith('/'))
  return isPath ? path : null
}

function loginShell(): string | null {
  try {
    return process.env['SHELL'] || userInfo().shell
  } catch {
    return null
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
