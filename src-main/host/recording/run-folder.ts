// The folder of a run: timeline, logs, the project it belongs to, and the Grove processes that use it.
import { createHash, randomUUID } from 'node:crypto'
import { realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { writeJson } from '../state/json-file.ts'
import { listOwnFolder, readOwnFile } from '../state/own-files.ts'
import { makeFolder } from '../state/make-folder.ts'
import { processInfo } from '../system/process-info/process-info.ts'
import { cannotWrite, writeFailure } from '../state/output-file.ts'

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
/**
 * `<use>.<pid>.<hash of the process's start time>.<random>`: this process uses the folder, until it ends or removes the
 * file. A pid alone may be another process's by now.
 */
const USE_NAME = /^(recorded|opened)\.(\d+)\.([0-9a-f]+)\./

export function runsFolder(state: string): string {
  return join(state, 'runs')
}

/** @throws {HostError} CANNOT_WRITE; nothing is left then */
export async function createRunFolder(state: string, details: RunDetails): Promise<RunFolder> {
  const date = details.startedAt.toISOString().replace(/[:.]/g, '-')
  const path = join(runsFolder(state), `${date}-${details.run.slice(0, 8)}`)
  const logs = join(path, 'logs')
  const directory = await realpath(details.directory).catch(() => details.directory)
  try {
    await makeFolder(logs, 0o700)
    await writeJson(join(path, DETAILS_NAME), {
      run: details.run,
      directory,
      startedAt: details.startedAt.toISOString(),
    })
  } catch (error) {
    await rm(path, { recursive: true, force: true }).catch(() => {})
    const message = `Grove cannot record this run in ${state}: ${writeFailure(error)}.`
    const hint =
      'Nothing was started. Make room, make the folder writable, or set GROVE_STATE to another one.'
    throw new HostError({ code: 'CANNOT_WRITE', message, hint }, error)
  }
  return { path, timeline: join(path, TIMELINE_NAME), logs }
}

export function timelineFile(folder: string): string {
  return join(folder, TIMELINE_NAME)
}

/** Returns the project folder of a run; null if unknown. @throws {HostError} CANNOT_READ */
export async function projectFolder(folder: string): Promise<string | null> {
  const text = await readOwnFile(join(folder, DETAILS_NAME))
  const about = parseDetails(text ?? '')
  if (typeof about !== 'object' || about === null || !('directory' in about)) return null
  return typeof about.directory === 'string' ? about.directory : null
}

function parseDetails(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Marks a folder as used by this process. Returns a function that removes the mark. */
export async function markInUse(folder: string, use: 'recorded' | 'opened'): Promise<() => Promise<void>> {
  const [own] = await processInfo([process.pid])
  const name = [use, process.pid, hashOf(own?.startTime ?? ''), randomUUID().slice(0, 8)].join('.')
  const file = join(folder, name)
  await writeFile(file, '', { mode: 0o600 }).catch((error: unknown) => {
    throw cannotWrite(file, error)
  })
  return () => rm(file, { force: true })
}

/** The same for the folder of a timeline, if it is the folder of a run. */
export async function markTimelineInUse(state: string, path: string): Promise<() => Promise<void>> {
  const folder = dirname(await realpath(path).catch(() => path))
  const runs = await realpath(runsFolder(state)).catch(() => null)
  if (runs === null || dirname(folder) !== runs) return async () => {}
  return markInUse(folder, 'opened')
}

/** Returns how living processes use the folder. @throws {HostError} CANNOT_READ */
export async function activeUses(folder: string): Promise<Set<string>> {
  const marks = (await listOwnFolder(folder)).flatMap((name) => {
    const [, use = '', pid = '', startHash = ''] = USE_NAME.exec(name) ?? []
    return use === '' ? [] : [{ use, pid: Number(pid), startHash }]
  })
  const alive = await processInfo(marks.map(({ pid }) => pid))
  const isActive = (mark: (typeof marks)[number]) =>
    alive.some(({ pid, startTime }) => pid === mark.pid && hashOf(startTime) === mark.startHash)
  return new Set(marks.filter(isActive).map(({ use }) => use))
}

function hashOf(startTime: string): string {
  return createHash('sha256').update(startTime).digest('hex').slice(0, 12)
}
