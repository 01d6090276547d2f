// Grove's state folder: settings, recent and trusted folders, and a folder for each run (recording/run-folder.ts).
import { isAbsolute, join, resolve } from 'node:path'
import { homeFolder } from './home-folder.ts'

/** Holds unpacked copies of open timelines, `<pid>-….ndjson`. */
export function unpackedFolder(state: string): string {
  return join(state, 'opened')
}

/**
 * Returns the absolute path of this user's state folder; `GROVE_STATE` overrides it. A relative XDG_STATE_HOME is
 * ignored, as the XDG Base Directory specification demands.
 * @throws {HostError} NO_HOME
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['GROVE_STATE']) return resolve(env['GROVE_STATE'])
  const xdg = env['XDG_STATE_HOME'] ?? ''
  if (isAbsolute(xdg)) return join(xdg, 'grove')
  const home = () => homeFolder(env, platform)
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? ''
    return join(isAbsolute(local) ? local : join(home(), 'AppData', 'Local'), 'Grove')
  }
  if (platform === 'darwin') return join(home(), 'Library', 'Application Support', 'Grove')
  return join(home(), '.local', 'state', 'grove')
}
