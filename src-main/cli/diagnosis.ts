// The checks of `grove doctor`. They change nothing, except that a missing state folder is created.
import { access, constants } from 'node:fs/promises'
import { formatBytes } from '../../core/kit/format-bytes.ts'
import { findInstances } from '../control/index.ts'
import { HostError, problemOf, type Problem } from '../contract/index.ts'
import { findInstalledElectron } from '../electron/runtime.ts'
import { findNode } from '../host/system/node.ts'
import { groveVersion } from '../host/locations.ts'
import { recordedBytes } from '../host/recording/retention.ts'
import { findOrphans } from '../host/system/orphans.ts'
import { readSettings } from '../host/state/settings.ts'
import { makeFolder } from '../host/state/make-folder.ts'
import { stateFolder } from '../host/state/state-folder.ts'

export interface Diagnosis {
  check: string
  result: 'ok' | 'warn' | 'fail'
  says: string
  advice?: string
}

type Result = Omit<Diagnosis, 'check'>

export async function diagnose(): Promise<Diagnosis[]> {
  const state = stateFolder()
  const checks: [check: string, diagnose: () => Promise<Result>][] = [
    ['Grove', async () => ok(`version ${groveVersion}`)],
    ['Node', nodeForServers],
    ['state folder', () => writable(state)],
    ['recordings', () => recordings(state)],
    ['running', () => running(state)],
    ['orphans', () => orphans(state)],
    ['shutdown', reaper],
    ['desktop window', desktop],
  ]
  return Promise.all(
    checks.map(async ([check, diagnose]) => ({ check, ...(await diagnose().catch(failed)) })),
  )
}

function ok(says: string): Result {
  return { result: 'ok', says }
}

function warn(says: string, advice: string): Result {
  return { result: 'warn', says, advice }
}

function failed(error: unknown): Result {
  const { message, hint } = problemOf(error)
  return { result: 'fail', says: message, advice: hint }
}

async function nodeForServers(): Promise<Result> {
  const { path, version } = await findNode()
  return ok(`servers run on ${version}, ${path}`)
}

async function writable(state: string): Promise<Result> {
  try {
    await makeFolder(state, 0o700)
    await access(state, constants.W_OK | constants.X_OK)
    return ok(state)
  } catch {
    const advice = 'Make it writable, or set GROVE_STATE to another folder.'
    return { result: 'fail', says: `${state} is not writable`, advice }
  }
}

async function recordings(state: string): Promise<Result> {
  const { history } = await readSettings(state)
  const bytes = await recordedBytes(state)
  return ok(
    `recorded runs use ${formatBytes(bytes)} (limits: ${formatBytes(history.bytes)}, ${history.runs} runs)`,
  )
}

async function running(state: string): Promise<Result> {
  const unreadable: Problem[] = []
  const instances = await findInstances(state, (problem) => unreadable.push(problem))
  if (unreadable[0]) throw new HostError(unreadable[0])
  const other = instances.find(({ version }) => version !== groveVersion)
  if (other) {
    const advice = 'Commands of this version cannot act on it. Stop it, or use its own version.'
    return warn(`pid ${other.pid} is Grove ${other.version}, this is ${groveVersion}`, advice)
  }
  return ok(instances.map(({ pid, shell }) => `${shell}, pid ${pid}`).join('; ') || 'no Grove instance')
}

async function orphans(state: string): Promise<Result> {
  const left = await findOrphans(state)
  if (left.length === 0) return ok('none')
  const names = left.map(({ name, processes }) => `${processes.length} of "${name}"`)
  return warn(
    `servers of a killed Grove are still running: ${names.join(', ')}`,
    '`grove up --sweep` stops them.',
  )
}

async function reaper(): Promise<Result> {
  if (process.platform === 'win32') return ok("servers are in Grove's job object and end with it")
  await access('/bin/sh', constants.X_OK)
  return ok('a reaper process kills the servers if Grove is killed')
}

async function desktop(): Promise<Result> {
  const found = findInstalledElectron()
  if ('path' in found) return ok(`Electron is at ${found.path}`)
  return warn(found.reason, '`grove ui` opens the browser instead.')
}
