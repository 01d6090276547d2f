// Asks a Pomelo or Pinus project for its configuration: its entry file is run up to `app.start`, with a time limit.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { spawn, type ChildProcess } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { HostError } from '../../../contract/index.ts'
import { probeFile } from '../../locations.ts'
import { readRegularFile } from '../../state/safe-read.ts'
import { signalGroup } from '../../system/process-group.ts'
import { Reaper } from '../../system/reaper.ts'
import type { Environment } from '../environment.ts'
import { fieldsOf } from './layout.ts'

export const PROBE_TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 8 * 1024 ** 2
/** The end of its output, for the message of a failure. */
const MAX_OUTPUT_LENGTH = 4_096
const MAX_OUTPUT_LINES = 20
const CLOSE_TIMEOUT_MS = 500

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
  environment: unknown
  master: unknown
  servers: unknown
}

/** The arguments of Node. */
export function probeArguments({
  require,
  entry,
  environment,
}: Pick<ProbeCommand, 'require' | 'entry' | 'environment'>): string[] {
  const modules = [...require, probeFile].flatMap((file) => ['--require', file])
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
    const isComplete = config?.state === 'started' || command.until === 'created' || ending === 'timeout'
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
  let timer: NodeJS.Timeout | undefined
  const ending = await new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs)
    child.once('error', (error) => resolve(`cannot be run: ${error.message}`))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    )
  })
  clearTimeout(timer)
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  // What it printed last is still in the pipes; a grandchild in another group may keep them open.
  const closed = new Promise((resolve) => child.once('close', resolve))
  await Promise.race([closed, pause(CLOSE_TIMEOUT_MS, null, { ref: false })])
  child.stdout?.destroy()
  child.stderr?.destroy()
  return { ending, output }
}

/** Returns null without a valid answer. */
async function readAnswer(file: string): Promise<ProbedConfig | null> {
  try {
    const text = (await readRegularFile(file, MAX_ANSWER_BYTES)).toString('utf8')
    const { state, environment, master, servers } = fieldsOf(JSON.parse(text))
    return { state: state === 'started' ? 'started' : 'created', environment, master, servers }
  } catch {
    return null
  }
}

function probeFailed(
  { cwd, entry }: ProbeCommand,
  ending: string,
  output: string,
  timeoutMs: number,
): HostError {
  const how =
    ending === 'timeout'
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
