// Finds the Node that runs servers. Inside Electron, `process.execPath` is Electron.
import { access, constants, realpath } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { execa } from 'execa'
import { HostError } from '../../contract/index.ts'

export interface NodeRuntime {
  /** Absolute path. */
  path: string
  version: string
}

/**
 * Finds the Node that runs servers: `wanted`, else `GROVE_NODE`, else `node` on the PATH.
 * @throws {HostError} NO_NODE, BAD_NODE
 */
export async function findNode(wanted?: string, env: NodeJS.ProcessEnv = process.env): Promise<NodeRuntime> {
  const named = wanted ?? env['GROVE_NODE']
  const path = named ? await findExecutable(named, env) : await findOnPathOrHere(env)
  if (!path) throw noNode(named)
  const version = await versionOf(path)
  if (!isSupported(version)) {
    throw new HostError({
      code: 'BAD_NODE',
      message: `Servers need Node 20.19 or later, or 22.12 or later, but ${path} is ${version}.`,
      hint: 'Install a newer Node, or name one in GROVE_NODE.',
    })
  }
  return { path, version }
}

/** `^20.19 || >=22.12`, as in package.json. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major === 20) return minor >= 19
  return major > 22 || (major === 22 && minor >= 12)
}

/** Falls back to the Node that runs Grove. */
async function findOnPathOrHere(env: NodeJS.ProcessEnv): Promise<string | null> {
  const onPath = await findExecutable('node', env)
  if (onPath) return onPath
  return process.versions['electron'] ? null : process.execPath
}

async function findExecutable(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  if (isAbsolute(name) || /[/\\]/.test(name)) return firstExecutable([resolve(name)])
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const endings = process.platform === 'win32' ? ['.exe', ''] : ['']
  return firstExecutable(folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
}

async function firstExecutable(files: string[]): Promise<string | null> {
  for (const file of files) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return file
  }
  return null
}

/** Runs the program, unless it is the Node that runs Grove. */
async function versionOf(path: string): Promise<string> {
  const isOwn = !process.versions['electron'] && (await realpath(path)) === (await realpath(process.execPath))
  if (isOwn) return process.version
  const result = await execa(path, ['-p', 'process.versions.electron ? "Electron" : process.version'], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  })
  const version = result.stdout.trim()
  return /^v\d+\./.test(version) ? version : version || 'no Node that answers'
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
