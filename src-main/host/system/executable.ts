// Finds a program as a shell does.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

/** Endings that Windows tries, if PATHEXT is not set. */
const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD'

/**
 * Returns the absolute path of a program: a name is looked up on the PATH, a path with a slash is not. Folders and
 * files that cannot be executed are skipped. Relative paths and relative or empty entries of the PATH are relative to
 * `directory`. Returns null if there is none.
 */
export function findExecutable(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  directory = process.cwd(),
): string | null {
  const isPath = platform === 'win32' ? /[/\\]/.test(name) : name.includes('/')
  const folders = isPath ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  // On Windows a file without such an ending is no program, whatever its access mode.
  const endings = platform === 'win32' ? endingsFor(name, env) : ['']
  const candidates = folders.flatMap((folder) =>
    endings.map((ending) => resolve(directory, folder, name + ending)),
  )
  return candidates.find(isExecutable) ?? null
}

function endingsFor(name: string, env: NodeJS.ProcessEnv): string[] {
  const endings = (env['PATHEXT'] || DEFAULT_PATHEXT).split(';').filter((each) => each.startsWith('.'))
  const hasEnding = endings.some((each) => name.toLowerCase().endsWith(each.toLowerCase()))
  return hasEnding ? [''] : endings
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
