// Asks a Pomelo or Pinus project for its configuration: its entry file is run up to `app.start`, with a time limit.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { settleWithin } from '../../../../core/kit/timeout.ts'
import { HostError } from '../../../contract/index.ts'
import { probeFile } from '../../locations.ts'
import { readRegularFile } from '../../state/safe-read.ts'
import { signalGroup } from '../../system/process-group.ts'
import { Reaper } from '../../system/reaper.ts'
import type { Environment } from '../environment.ts'
import { fieldsOf } from './files.ts'

export const PROBE_TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 8 * 1024 ** 2
/** The end of its output, for the message of a failure. */
const MAX_OUTPUT_LENGTH = 4_096
const MAX_OUTPUT_LINES = 20
const CLOSE_TIMEOUT_MS = 500
const TIMED_OUT = 'timed out'

export interface ProbeCommand {
  node: string
  /** Modules that Node loads before the entry file. */
  require: string[]
  entry: string
  environment: string
  /** Absolute. */
  cwd: string
  /** `created`: only up to `createApp`, which reads the configuration: what the project needs next does not run yet. */
  until: 'created' | 'started'
}

export interface ProbedConfig {
  /** How far it came. */
  state: 'created' | 'started'
  /** Not validated. */
  master: unknown
  /** Server type → servers; not validated. */
  servers: unknown
}

/** Returns the arguments of Node. @param hook the file that Node loads first */
export function probeArguments(
  { require, entry, environment }: Pick<ProbeCommand, 'require' | 'entry' | 'environment'>,
  hook = probeFile,
): string[] {
  const modules = [...require, hook].flatMap((file) => ['--require', file])
  return [...modules, entry, `env=${environment}`, 'type=all']
}

/**
 * Runs the entry file. Nothing that it started is left behind, also if Grove is killed meanwhile.
 * @param variables of the project, in addition to Grove's own environment
 * @throws {HostError} PROBE_FAILED with the last lines of its output
 */
export async function probeProject(
  command: ProbeCommand,
  variables: Environment,
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<ProbedConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-probe-'))
  const mark = `GROVE_RUN=probe-${randomUUID()}`
  const reaper = new Reaper(mark, NO_LEDGER)
  reaper.start()
  try {
    const answer = join(folder, 'configuration.json')
    const setup = JSON.stringify({ file: answer, until: command.until })
    const env = {
      ...process.env,
      ...variables,
      GROVE_PROBE: setup,
      GROVE_RUN: mark.slice('GROVE_RUN='.length),
    }
    // Log files belong to the servers that really run.
    const child = spawn(command.node, probeArguments(command), {
      cwd: command.cwd,
      env: { ...env, POMELO_LOGGER: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    if (child.pid !== undefined) reaper.add('probe', child.pid)
    const { ending, output } = await watchChild(child, timeoutMs)
    const config = await readAnswer(answer)
    const isComplete = config?.state === 'started' || command.until === 'created' || ending === TIMED_OUT
    if (config && isComplete) return config
    throw probeFailed(command, ending, output, timeoutMs)
  } finally {
    await reaper.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const NO_LEDGER = { add: () => {}, remove: () => {}, setReaper: () => {}, close: async () => {} }

/** `ending`: how it ended, to complete "The project …". */
async function watchChild(
  child: ChildProcess,
  timeoutMs: number,
): Promise<{ ending: string; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_LENGTH)
    })
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let ending = TIMED_OUT
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ending = how
      resolve()
    }
    child.once('error', (error) => end(`cannot be run: ${error.message}`))
    child.once('exit', (code, signal) =>
      end(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    )
  })
  await settleWithin(timeoutMs, ended)
  const how = ending
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  // What it printed last is still in the pipes; a grandchild in another group may keep them open.
  await settleWithin(CLOSE_TIMEOUT_MS, closed)
  child.stdout?.destroy()
  child.stderr?.destroy()
  return { ending: how, output }
}

/** Returns null without a valid answer. */
async function readAnswer(file: string): Promise<ProbedConfig | null> {
  try {
    const text = (await readRegularFile(file, MAX_ANSWER_BYTES)).toString('utf8')
    const { state, master, servers } = fieldsOf(JSON.parse(text))
    return { state: state === 'started' ? 'started' : 'created', master, servers: byType(servers) }
  } catch {
    return null
  }
}

/** The framework has its servers by id. */
function byType(servers: unknown): Record<string, unknown[]> {
  const types = new Map<string, unknown[]>()
  for (const server of Object.values(fieldsOf(servers))) {
    const type = String(fieldsOf(server)['serverType'])
    types.set(type, [...(types.get(type) ?? []), server])
  }
  return Object.fromEntries(types)
}

function probeFailed(
  { cwd, entry }: ProbeCommand,
  ending: string,
  output: string,
  timeoutMs: number,
): HostError {
  const how =
    ending === TIMED_OUT
      ? `did not reach app.start within ${timeoutMs / 1_000} s`
      : `${ending} before app.start`
  const lines = output.trimEnd().split('\n').slice(-MAX_OUTPUT_LINES)
  const shown =
    output.trim() === '' ? 'It printed nothing.' : `Its last output:\n${lines.map(printable).join('\n')}`
  return new HostError({
    code: 'PROBE_FAILED',
    message: `${join(cwd, entry)} was run to read its configuration, but ${how}. ${shown}`,
    field: 'entry',
  })
}

/** Escape sequences of a project must not reach a terminal. */
function printable(line: string): string {
  return `  ${stripVTControlCharacters(line).replaceAll(/[\p{Cc}\p{Cf}]/gu, '')}`
}
