// The folder of a run: timeline, logs, the project it belongs to, and the Grove processes that use it.
import { randomUUID } from 'node:crypto'
import { readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../../../core/kit/message-of.ts'
import { HostError } from '../../contract/index.ts'
import { readJson, writeJson } from '../state/json-file.ts'
import { makeFolder } from '../state/make-folder.ts'
import { isAlive } from '../system/process-group.ts'

export interface RunFolder {
  path: string
  timeline: string
  logs: string
}

export interface RunDetails {
  run: string
  /** The project folder. */
  directory: string
  startedAt: Date
}

const TIMELINE_NAME = 'timeline.ndjson'
const DETAILS_NAME = 'run.json'
/** `<use>.<pid>.<random>`: this process uses the folder, until it ends or removes the file. */
const USE_NAME = /^(recorded|opened)\.(\d+)\./

export function runsFolder(state: string): string {
  return join(state, 'runs')
}

/** @throws {HostError} CANNOT_WRITE */
export async function createRunFolder(state: string, details: RunDetails): Promise<RunFolder> {
  const date = details.startedAt.toISOString().replace(/[:.]/g, '-')
  const path = join(runsFolder(state), `${date}-${details.run.slice(0, 8)}`)
  const logs = join(path, 'logs')
  await makeFolder(logs, 0o700).catch((error: unknown) => {
    const message = `Grove cannot record this run in ${state}: ${messageOf(error)}.`
    const hint = 'Nothing was started. Make the folder writable, or set GROVE_STATE to another one.'
    throw new HostError({ code: 'CANNOT_WRITE', message, hint }, error)
  })
  const directory = await realpath(details.directory).catch(() => details.directory)
  await writeJson(join(path, DETAILS_NAME), {
    run: details.run,
    directory,
    startedAt: details.startedAt.toISOString(),
  })
  return { path, timeline: join(path, TIMELINE_NAME), logs }
}

export function timelineFile(folder: string): string {
  return join(folder, TIMELINE_NAME)
}

/** Returns the project folder of a run; null if unknown. */
export async function projectFolder(folder: string): Promise<string | null> {
  const about = await readJson(join(folder, DETAILS_NAME))
  if (typeof about !== 'object' || about === null || !('directory' in about)) return null
  return typeof about.directory === 'string' ? about.directory : null
}

/** Marks a folder as used by this process. Returns a function that removes the mark. */
export async function markInUse(folder: string, use: 'recorded' | 'opened'): Promise<() => Promise<void>> {
  const file = join(folder, `${use}.${process.pid}.${randomUUID().slice(0, 8)}`)
  await writeFile(file, '', { mode: 0o600 })
  return () => rm(file, { force: true })
}

/** The same for the folder of a timeline, if it is the folder of a run. */
export async function markTimelineInUse(state: string, path: string): Promise<() => Promise<void>> {
  const folder = dirname(await realpath(path).catch(() => path))
  const runs = await realpath(runsFolder(state)).catch(() => null)
  if (runs === null || dirname(folder) !== runs) return async () => {}
  return markInUse(folder, 'opened')
}

/** Returns how living processes use the folder. */
export async function activeUses(folder: string): Promise<Set<string>> {
  const names = await readdir(folder).catch(() => [])
  const uses = names.flatMap((name) => {
    const [, use = '', pid = ''] = USE_NAME.exec(name) ?? []
    return use !== '' && isAlive(Number(pid)) ? [use] : []
  })
  return new Set(uses)
}
