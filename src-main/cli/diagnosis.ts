// What is to be looked at on a machine: one function for each thing, none of which changes anything or fails.
import { access, constants, mkdir } from 'node:fs/promises'
import { findInstances } from '../control/index.ts'
import { problemOf } from '../contract/index.ts'
import { electronAtHand } from '../electron/runtime.ts'
import { findNode, groveVersion, keptBytes, leftovers, readSettings, stateFolder } from '../host/index.ts'

export interface Diagnosis {
  check: string
  result: 'ok' | 'warn' | 'fail'
  says: string
  /** What to do, where something is to be done. */
  advice?: string
}

const MIB = 1024 ** 2

export async function diagnose(): Promise<Diagnosis[]> {
  const state = stateFolder()
  const looks: [check: string, look: () => Promise<Omit<Diagnosis, 'check'>>][] = [
    ['Grove', async () => ok(`version ${groveVersion}`)],
    ['Node', nodeForServers],
    ['state folder', () => writable(state)],
    ['settings', () => kept(state)],
    ['running', () => running(state)],
    ['left behind', () => leftBehind(state)],
    ['shutdown', reaper],
    ['desktop window', desktop],
  ]
  return Promise.all(
    looks.map(async ([check, look]) => ({
      check,
      ...(await look().catch((error: unknown) => failed(error))),
    })),
  )
}

function ok(says: string): Omit<Diagnosis, 'check'> {
  return { result: 'ok', says }
}

function failed(error: unknown): Omit<Diagnosis, 'check'> {
  const { message, hint } = problemOf(error)
  return { result: 'fail', says: message, ...(hint === undefined ? {} : { advice: hint }) }
}

async function nodeForServers(): Promise<Omit<Diagnosis, 'check'>> {
  const { path, version } = await findNode()
  return ok(`servers run on ${version}, ${path}`)
}

async function writable(state: string): Promise<Omit<Diagnosis, 'check'>> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 })
    await access(state, constants.W_OK | constants.X_OK)
    return ok(state)
  } catch {
    return {
      ...{ result: 'fail', says: `${state} cannot be written` },
      advice: 'Make it writable, or name another folder in GROVE_STATE.',
    }
  }
}

async function kept(state: string): Promise<Omit<Diagnosis, 'check'>> {
  const { history } = await readSettings(state)
  const bytes = await keptBytes(state)
  return ok(`recorded runs take ${mib(bytes)} of at most ${mib(history.bytes)}, ${history.runs} runs at most`)
}

async function running(state: string): Promise<Omit<Diagnosis, 'check'>> {
  const instances = await findInstances(state)
  const other = instances.find(({ version }) => version !== groveVersion)
  if (other) {
    return {
      ...{ result: 'warn', says: `pid ${other.pid} is a Grove ${other.version}, this is ${groveVersion}` },
      advice: 'Commands of this version cannot act on it: stop it, or use its own.',
    }
  }
  return ok(
    instances.length === 0
      ? 'no Grove'
      : instances.map(({ pid, shell }) => `${shell}, pid ${pid}`).join('; '),
  )
}

async function leftBehind(state: string): Promise<Omit<Diagnosis, 'check'>> {
  const left = await leftovers(state)
  if (left.length === 0) return ok('nothing')
  const names = left.map(({ name, processes }) => `${processes.length} of "${name}"`)
  return {
    ...{ result: 'warn', says: `processes of a Grove that was killed: ${names.join(', ')}` },
    advice: '`grove up --sweep` ends them.',
  }
}

async function reaper(): Promise<Omit<Diagnosis, 'check'>> {
  if (process.platform === 'win32') return ok('servers are in Grove’s job object, and end with it')
  await access('/bin/sh', constants.X_OK)
  return ok('a reaper ends the servers if Grove is killed')
}

async function desktop(): Promise<Omit<Diagnosis, 'check'>> {
  const found = electronAtHand()
  if ('path' in found) return ok(`Electron is at ${found.path}`)
  return { result: 'warn', says: found.reason, advice: '`grove ui` opens the browser instead.' }
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`
}
