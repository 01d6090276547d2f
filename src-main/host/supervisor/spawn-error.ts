// Why a process could not be spawned, as a sentence that names the variable, argument or folder at fault.
import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { formatBytes } from '../../../core/kit/format-bytes.ts'
import { messageOf } from '../../../core/kit/message-of.ts'
import type { ChildCommand } from './child.ts'

/** Linux limits each argument and each variable, its final NUL included. */
const MAX_LINUX_STRING_BYTES = 128 * 1024

/** Something that a process is spawned with. */
interface Part {
  /** `the variable CERT`. Never its value, which may be secret. */
  name: string
  text: string
  bytes: number
}

/** Returns a clause without a full stop: `the variable CERT has 137 KiB, and …`. */
export function describeSpawnError(error: unknown, command: ChildCommand): string {
  const parts = partsOf(command)
  const nul = nulError(parts)
  if (nul !== null) return nul
  switch ((error as NodeJS.ErrnoException).code) {
    case 'E2BIG':
    case 'ENAMETOOLONG':
      return tooBig(parts)
    case 'EMFILE':
      return 'Grove has too many files open. Raise the limit (`ulimit -n`), or start fewer servers'
    case 'ENFILE':
      return 'this machine has too many files open. Close other programs'
    case 'EAGAIN':
      return 'this user or container has too many processes. Raise the limit (`ulimit -u`), or start fewer servers'
    case 'ENOMEM':
      return 'this machine has too little memory. Start fewer servers, or close other programs'
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EACCES':
    case 'EPERM':
      return folderError(command.directory) ?? programError(command, error)
    default:
      return programError(command, error)
  }
}

/** Returns what will keep this from being spawned, as `describeSpawnError` does; null if nothing is known to. */
export function foreseeSpawnError(command: ChildCommand): string | null {
  const parts = partsOf(command)
  const isTooBig = process.platform === 'linux' && parts.some(({ bytes }) => bytes >= MAX_LINUX_STRING_BYTES)
  return (
    nulError(parts) ??
    (isTooBig ? tooBig(parts) : null) ??
    folderError(command.directory) ??
    (isAbsolute(command.program) ? null : notFound(command.program))
  )
}

function nulError(parts: Part[]): string | null {
  const part = parts.find(({ text }) => text.includes('\0'))
  return part ? `${part.name} contains a NUL character. Remove it` : null
}

function partsOf({ program, nodeArgs, args, directory, env, token }: ChildCommand): Part[] {
  const variables = Object.entries({ ...process.env, ...env })
  return [
    ...variables.map(([name, value]) =>
      part(`the variable ${name.replaceAll('\0', '␀')}`, `${name}=${value}`),
    ),
    ...nodeArgs.map((text, index) => part(`argument ${index + 1} for Node`, text)),
    ...args.map((text, index) =>
      part(
        token === null ? `argument ${index + 1} of its command` : `argument ${index - 1} (args in the plan)`,
        text,
      ),
    ),
    part(token === null ? 'the path of its program' : 'the path of Node', program),
    part(token === null ? 'the path of its folder' : "the path of the project's folder", directory),
  ]
}

function part(name: string, text: string): Part {
  return { name, text, bytes: Buffer.byteLength(text) }
}

function tooBig(parts: Part[]): string {
  const [largest] = parts.toSorted((a, b) => b.bytes - a.bytes)
  if (!largest) return 'its arguments and variables are too big'
  const size = formatBytes(largest.bytes)
  if (process.platform === 'linux' && largest.bytes >= MAX_LINUX_STRING_BYTES) {
    return `${largest.name} has ${size}, and the system allows ${formatBytes(MAX_LINUX_STRING_BYTES)} for each. Put the value into a file and pass its path`
  }
  const all = formatBytes(parts.reduce((sum, { bytes }) => sum + bytes, 0))
  return `its arguments and variables have ${all} together, more than the system allows; the largest is ${largest.name} with ${size}`
}

function folderError(directory: string): string | null {
  try {
    return statSync(directory).isDirectory() ? null : `${directory} is not a folder`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return `its folder ${directory} does not exist any more`
    return `its folder ${directory} cannot be entered: ${messageOf(error)}`
  }
}

function programError({ program }: ChildCommand, error: unknown): string {
  if (!isAbsolute(program)) return notFound(program)
  // Node runs batch files in a shell only.
  if (/\.(?:bat|cmd)$/i.test(program))
    return `${program} is a batch file, which only a shell can run. Begin the command with "cmd", "/c"`
  return `${program} cannot be run: ${messageOf(error)}`
}

function notFound(program: string): string {
  return `there is no program ${program} on the PATH. Install it, or write its path in the command`
}
