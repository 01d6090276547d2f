// The folder of a run: its timeline, its logs, what project it was of, and which Grove processes use it now.
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { readJson, writeJson } from '../state/json-file.ts'

export interface RunFolder {
  path: string
  timeline: string
  logs: string
}

export interface RunAbout {
  run: string
  /** The project's folder. */
  directory: string
  startedAt: Date
}

const TIMELINE = 'timeline.ndjson'
const ABOUT = 'run.json'
/** `<use>.<pid>.<anything>`: a process that uses the folder, for as long as it lives or until it takes the file away. */
const USE = /^(recorded|opened)\.(\d+)\./

export function runsFolder(state: string): string {
  return join(state, 'runs')
}

/** Fails with `CANNOT_WRITE`. */
export async function createRunFolder(state: string, about: RunAbout): Promise<RunFolder> {
  const date = about.startedAt.toISOString().replace(/[:.]/g, '-')
  const path = join(runsFolder(state), `${date}-${about.run.slice(0, 8)}`)
  const logs = join(path, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    const message = `Grove cannot keep this run in ${state}: ${messageOf(error)}.`
    const hint = 'Make that folder writable, or name another one with GROVE_STATE. Nothing was started.'
    throw new HostError({ code: 'CANNOT_WRITE', message, hint }, error)
  })
  const directory = await realpath(about.directory).catch(() => about.directory)
  await writeJson(join(path, ABOUT), { run: about.run, directory, startedAt: about.startedAt.toISOString() })
  return { path, timeline: join(path, TIMELINE), logs }
}

export function timelineIn(folder: string): string {
  return join(folder, TIMELINE)
}

/** The project's folder of a run; null where that is not known. */
export async function directoryOf(folder: string): Promise<string | null> {
  const about = await readJson(join(folder, ABOUT))
  if (typeof about !== 'object' || about === null || !('directory' in about)) return null
  return typeof about.directory === 'string' ? about.directory : null
}

/** Says that this process uses the folder. Returns its undo. */
export async function useFolder(folder: string, use: 'recorded' | 'opened'): Promise<() => Promise<void>> {
  const file = join(folder, `${use}.${process.pid}.${randomUUID().slice(0, 8)}`)
  await writeFile(file, '', { mode: 0o600 })
  return () => rm(file, { force: true })
}

/** The same for a timeline that lies in the folder of a run; any other needs no protection. */
export async function useTimeline(state: string, path: string): Promise<() => Promise<void>> {
  const folder = dirname(await realpath(path).catch(() => path))
  const runs = await realpath(runsFolder(state)).catch(() => null)
  if (runs === null || dirname(folder) !== runs) return async () => {}
  return useFolder(folder, 'opened')
}

/** What living processes do with the folder. */
export async function usesOf(folder: string): Promise<Set<string>> {
  const names = await readdir(folder).catch(() => [])
  const uses = names.flatMap((name) => {
    const [, use = '', pid = ''] = USE.exec(name) ?? []
    return use !== '' && isAlive(Number(pid)) ? [use] : []
  })
  return new Set(uses)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
