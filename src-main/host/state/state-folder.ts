// Grove's state folder: settings, recent and trusted folders, and a folder for each run (recording/run-folder.ts).
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Holds unpacked copies of open timelines, `<pid>-….ndjson`. */
export function unpackedFolder(state: string): string {
  return join(state, 'opened')
}

/** Returns the state folder of this user; `GROVE_STATE` overrides it. */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['GROVE_STATE']) return env['GROVE_STATE']
  if (env['XDG_STATE_HOME']) return join(env['XDG_STATE_HOME'], 'grove')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Grove')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Grove')
  return join(homedir(), '.local', 'state', 'grove')
}
