// Runs a trial of the command line as a process, and names what is wrong with its end.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Trial } from './command-line-trials.ts'
import { groveBin, processesOf } from './grove.ts'

/** A command that has not ended by then hangs; every trial has a shorter time limit of its own. */
const DEADLINE_MS = 60_000
/** Processes of an ended command may take this long to disappear. */
const END_TIMEOUT_MS = 5_000
const EXIT_CODES = [0, 1, 2, 3, 4, 125, 126, 127, 129, 130, 143]
/** Commands whose findings are results, on stdout. */
const REPORT_ON_STDOUT = new Set(['check', 'diff', 'doctor'])
const MARK = 'GROVE_FUZZ_MARK'

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  ms: number
}

/**
 * Runs the trial in a new folder and ends what it left.
 * @param timeline a recorded timeline, for the commands that read one
 * @throws an error that describes the trial, if its end was wrong
 */
export async function runTrial(trial: Trial, timeline: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'grove-fuzz-'))
  const mark = `${MARK}=${randomUUID()}`
  const fill = (text: string) =>
    text.replaceAll('$W', folder).replaceAll('$TIMELINE', timeline).replaceAll('$NODE', process.execPath)
  try {
    await writeFolder(folder, trial.files, timeline)
    const env = environmentOf(trial, folder, fill, mark)
    const outcome = await runCommand(trial.args.map(fill), fill(trial.cwd), env, trial.interrupt)
    if (trial.args[0] === 'up' && outcome.code === 0 && /^-d$|^--detach$/.test(trial.args.join(' ')))
      await runCommand(['down'], folder, env, null)
    const left = await remaining(mark)
    const faults = [...faultsOf(trial, outcome), ...left.map((each) => `left running: ${each}`)]
    if (faults.length > 0) throw new Error(describe(trial, outcome, faults))
    return outcome
  } finally {
    for (const pid of await processesOf(mark)) end(pid)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function writeFolder(folder: string, files: Trial['files'], timeline: string): Promise<void> {
  for (const each of [
    'project',
    'home',
    'run',
    'tmp',
    'sp ace é',
    'bin/folder/node',
    'bin/wrapper',
    'bin/old',
    'bin/plain',
    'bin/banner',
    'bin/hangs',
  ]) {
    await mkdir(join(folder, each), { recursive: true, mode: 0o700 })
  }
  await writeFile(join(folder, 'a file'), 'text\n')
  await writeFile(join(folder, 'banner.cjs'), 'console.log("banner"); console.error("banner")\n')
  await writeFile(join(folder, 'rel.cjs'), '')
  await copyFile(timeline, join(folder, 'torn.ndjson'))
  await writeFile(join(folder, 'torn.ndjson'), '{"t":"event', { flag: 'a' })
  const { execPath } = process
  const script = async (name: string, text: string, mode = 0o755) => {
    const file = join(folder, 'bin', name, 'node')
    await writeFile(file, `#!/bin/sh\n${text}\n`)
    await chmod(file, mode)
  }
  await script('wrapper', `'${execPath}' "$@"`)
  await script('banner', `echo banner\nexec '${execPath}' "$@"`)
  await script('old', 'echo v18.0.0')
  await script('plain', 'exit 1', 0o644)
  await script('hangs', 'sleep 60')
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'project', name)
    // Names of a trial may contradict each other or be impossible; then the file is missing, which is a trial too.
    await mkdir(dirname(file), { recursive: true })
      .then(() => writeFile(file, text))
      .catch(() => {})
  }
}

function environmentOf(trial: Trial, folder: string, fill: (text: string) => string, mark: string) {
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`
  const env: Record<string, string> = {
    PATH: path,
    HOME: join(folder, 'home'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_STATE_HOME: join(folder, 'state'),
    TMPDIR: join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
  }
  for (const [name, value] of Object.entries(trial.env)) {
    if (value === null) delete env[name]
    else env[name] = fill(value).replaceAll('$PATH', path)
  }
  const [name = '', value = ''] = mark.split('=')
  env[name] = value
  return env
}

async function runCommand(
  args: string[],
  cwd: string,
  env: Record<string, string>,
  interrupt: Trial['interrupt'],
): Promise<Outcome> {
  const start = performance.now()
  const child = spawn(process.execPath, [groveBin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const outcome: Outcome = { code: null, signal: null, stdout: '', stderr: '', ms: 0 }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text))
  const timers = [setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)]
  if (interrupt) timers.push(setTimeout(() => child.kill(interrupt.signal), interrupt.afterMs))
  await ended(child, outcome)
  for (const timer of timers) clearTimeout(timer)
  outcome.ms = performance.now() - start
  return outcome
}

/** Resolves when the process has ended; who still holds its output then is found by the mark. */
function ended(child: ChildProcess, outcome: Outcome): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      Object.assign(outcome, { code, signal })
      // What it printed arrives before the pipes are read to their end; a process that was left keeps them open.
      const timer = setTimeout(resolve, 1_000)
      child.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  })
}

function faultsOf({ args, interrupt }: Trial, { code, signal, stdout, stderr, ms }: Outcome): string[] {
  // A preload that Node does not find: Grove never ran.
  if (/^node:internal.*internal\/preload/s.test(stderr)) return []
  const faults: string[] = []
  const [name = ''] = args
  const isHung = ms >= DEADLINE_MS
  if (isHung) faults.push(`hangs: it had not ended after ${DEADLINE_MS / 1_000} s`)
  // Before Grove listens to signals, one simply ends it.
  const wasInterrupted = interrupt !== null && signal === interrupt.signal
  if (!isHung && signal !== null && !wasInterrupted) faults.push(`ended by ${signal}`)
  const isOfCommand = name === 'run' && args.includes('--')
  if (code !== null && !EXIT_CODES.includes(code) && !isOfCommand)
    faults.push(`exit code ${code} is not documented`)
  const isSilent = stderr.trim() === '' && !(REPORT_ON_STDOUT.has(name) && stdout.trim() !== '')
  if (code !== null && code !== 0 && code < 128 && isSilent && !isOfCommand)
    faults.push(`exit code ${code} without a word on stderr`)
  // What a server logged is quoted, stack traces of its own code included.
  const own = stderr.replace(/^The last lines of .+:\n(?: {2}.*\n?)*/gm, '')
  if (/^\s+at .*(\(|\/|node:)/m.test(own)) faults.push('a stack trace')
  if (
    /Grove's own|INTERNAL|TypeError|ReferenceError|RangeError|\[object |Cannot read prop|Invalid array length/.test(
      own,
    )
  )
    faults.push('an error of Grove itself')
  // oxlint-disable-next-line no-control-regex -- Those are what is looked for.
  if (/[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(stderr))
    faults.push('a control character on stderr')
  return faults
}

/** Returns the command lines of processes with the mark that do not end. */
async function remaining(mark: string): Promise<string[]> {
  const until = performance.now() + END_TIMEOUT_MS
  for (;;) {
    const pids = await processesOf(mark)
    if (pids.length === 0) return []
    if (performance.now() > until) return Promise.all(pids.map(commandLine))
    await pause(50)
  }
}

async function commandLine(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return `${pid} ${text.replaceAll('\0', ' ').slice(0, 200)}`
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** Shows a trial in full, so that it can be repeated by hand. */
function describe(trial: Trial, outcome: Outcome, faults: string[]): string {
  const quote = (text: string) => (/^[\w./=:,-]+$/.test(text) ? text : JSON.stringify(text))
  const variables = Object.entries(trial.env).map(([name, value]) =>
    value === null ? `-u ${name}` : `${name}=${quote(value)}`,
  )
  const files = Object.entries(trial.files).map(
    ([name, text]) => `  ${name}: ${JSON.stringify(text.slice(0, 400))}`,
  )
  return [
    ...faults,
    `in ${trial.cwd}: ${variables.length > 0 ? `env ${variables.join(' ')} ` : ''}grove ${trial.args.map(quote).join(' ')}`,
    ...(trial.interrupt
      ? [`interrupted: ${trial.interrupt.signal} after ${trial.interrupt.afterMs} ms`]
      : []),
    'files of $W/project:',
    ...files,
    `exit code ${outcome.code}, signal ${outcome.signal}, ${Math.round(outcome.ms)} ms`,
    `stdout: ${JSON.stringify(outcome.stdout.slice(-500))}`,
    `stderr: ${JSON.stringify(outcome.stderr.slice(0, 2_000))}`,
  ].join('\n')
}
