// Finds the Node that runs servers. Inside Electron, `process.execPath` is Electron.
import { spawn, type ChildProcess } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import { findExecutable } from './executable.ts'
import { signalGroup } from './process-group.ts'

export interface NodeRuntime {
  /** Absolute path. */
  path: string
  version: string
}

const VERSION_TIMEOUT_MS = 10_000
const MAX_ANSWER_LENGTH = 64 * 1024
/** Marks the answer among what else a wrapper script may print. */
const MARK = 'grove-node'
const VERSION_SCRIPT = `"\\n${MARK} " + (process.versions.electron ? "Electron" : process.version)`
const VERSION_ANSWER = new RegExp(`^${MARK} (\\S+)\\r?\\n`, 'm')

/**
 * Finds the Node that runs servers: `wanted`, else `GROVE_NODE`, else `node` on the PATH.
 * @throws {HostError} NO_NODE, BAD_NODE
 */
export async function findNode(wanted?: string, env: NodeJS.ProcessEnv = process.env): Promise<NodeRuntime> {
  const named = wanted ?? env['GROVE_NODE']
  const path = named ? findExecutable(named, env) : nodeOnPath(env)
  if (!path) throw noNode(named)
  const version = await askNodeVersion(path, env)
  if (!isSupported(version)) throw badNode(`${path} is ${version}`)
  return { path, version }
}

/** `^20.19 || >=22.12`, as in package.json. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major === 20) return minor >= 19
  return major > 22 || (major === 22 && minor >= 12)
}

/** Falls back to the Node that runs Grove. */
export function nodeOnPath(env: NodeJS.ProcessEnv): string | null {
  return findExecutable('node', env) ?? (process.versions['electron'] ? null : process.execPath)
}

/** Runs the program, unless it is the Node that runs Grove. @throws {HostError} BAD_NODE */
export async function askNodeVersion(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const isOwn = !process.versions['electron'] && (await realpath(path)) === (await realpath(process.execPath))
  return isOwn ? process.version : runForVersion(path, env)
}

/** Without NODE_OPTIONS, so that neither a preload nor a debugger runs. */
function runForVersion(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(path, ['-p', VERSION_SCRIPT], {
      env: { ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
      // A group of its own, so that what a wrapper script started ends too.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const fail = (problem: string) => {
      clearTimeout(timer)
      const message = `No servers can run: ${path} ${problem}.`
      reject(new HostError({ code: 'BAD_NODE', message, hint: 'Name another Node in GROVE_NODE.' }))
    }
    const timer = setTimeout(() => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      fail(`did not tell its version within ${VERSION_TIMEOUT_MS / 1_000} s`)
    }, VERSION_TIMEOUT_MS)
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_ANSWER_LENGTH)
      const version = VERSION_ANSWER.exec(output)?.[1]
      if (version === undefined) return
      clearTimeout(timer)
      resolve(version)
    })
    child.once('error', (error) => fail(`cannot be run: ${messageOf(error)}`))
    child.once('close', () => fail('does not answer like Node'))
  })
}

function badNode(problem: string): HostError {
  return new HostError({
    code: 'BAD_NODE',
    message: `Servers need Node 20.19 or later, or 22.12 or later, but ${problem}.`,
    hint: 'Install a newer Node, or name one in GROVE_NODE.',
  })
}

function noNode(named: string | undefined): HostError {
  const message = named
    ? `There is no program ${named} to run servers with.`
    : 'No node was found on the PATH.'
  return new HostError({
    code: 'NO_NODE',
    message,
    hint: 'Install Node 20.19 or later, or name one in GROVE_NODE.',
  })
}
