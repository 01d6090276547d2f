// The user's home folder.
import { userInfo } from 'node:os'
import { isAbsolute } from 'node:path'
import { HostError } from '../../contract/index.ts'

/**
 * Returns the home folder: HOME (on Windows USERPROFILE), or what the system says if that is not an absolute path.
 * @throws {HostError} NO_HOME
 */
export function homeFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const name = platform === 'win32' ? 'USERPROFILE' : 'HOME'
  const folder = env[name] ?? ''
  if (isAbsolute(folder)) return folder
  const known = systemHome()
  if (known !== null) return known
  throw new HostError({
    code: 'NO_HOME',
    message: `This user has no home folder: ${name} is not an absolute path, and the system knows none.`,
    hint: 'Set GROVE_STATE to a folder for recordings, logs and settings.',
  })
}

/** Containers often run with a user id that the system does not know. */
function systemHome(): string | null {
  try {
    const { homedir } = userInfo()
    return isAbsolute(homedir) ? homedir : null
  } catch {
    return null
  }
}
