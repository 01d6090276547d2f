// Where Grove keeps its own files: recent and trusted folders, and a folder for each run with its timeline and logs.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

const KEPT_RUNS = 20

export interface RunFolder {
  path: string
  timeline: string
  logs: string
}

/** The state folder of this user; `GROVE_STATE` overrides. */
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

/** Makes the folder of a run, and forgets all but the last 20 runs. */
export async function createRunFolder(state: string, run: string, startedAt: Date): Promise<RunFolder> {
  const date = startedAt.toISOString().replace(/[:.]/g, '-')
  const path = join(state, 'runs', `${date}-${run.slice(0, 8)}`)
  const logs = join(path, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  await writeFile(join(path, 'grove.pid'), String(process.pid), { mode: 0o600 })
  await forgetOldRuns(join(state, 'runs'))
  return { path, timeline: join(path, 'timeline.ndjson'), logs }
}

async function forgetOldRuns(runs: string): Promise<void> {
  const folders = (await readdir(runs)).sort().slice(0, -KEPT_RUNS)
  await Promise.all(folders.map((folder) => forgetRun(join(runs, folder))))
}

/** A run that another Grove is still recording is left alone. */
async function forgetRun(folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, 'grove.pid'), 'utf8').catch(() => ''))
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid)) return
  await rm(folder, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
