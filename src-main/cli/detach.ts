// `grove up -d`: starts the same command again in the background, with its output in a file of the state folder.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RunSummary } from '../contract/index.ts'
import { connectInstance, findInstances } from '../control/index.ts'
import { makeFolder } from '../host/state/make-folder.ts'
import { cannotWrite } from '../host/state/output-file.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { EXIT } from './exit-codes.ts'
import { runsNoProjectCode } from './messages.ts'
import { printJson, printLine, printMessage } from './output.ts'

/** Set in the background process. */
const DETACHED_VARIABLE = 'GROVE_DETACHED'
const MAX_OUTPUT_FILES = 20
const POLL_INTERVAL_MS = 50
const MAX_SHOWN_CHARACTERS = 4_000

/** Returns whether this is the background process. Removes the mark, so only the first call returns true. */
export function isDetached(): boolean {
  const detached = process.env[DETACHED_VARIABLE] !== undefined
  delete process.env[DETACHED_VARIABLE]
  return detached
}

/** Starts this command again in the background. Returns its exit code when the cluster is up or has failed. */
export async function detach(timeoutMs: number, json: boolean): Promise<number> {
  const log = await newOutputFile()
  const child = spawnInBackground(log)
  const { pid } = child
  const deadline = performance.now() + timeoutMs
  while (isAlive(child) && performance.now() < deadline) {
    const run = await runIn(pid)
    if (run) return present(run, pid, log, json)
    await pause(POLL_INTERVAL_MS)
  }
  child.kill('SIGTERM')
  const [, ...output] = (await readFile(log, 'utf8').catch(() => '')).split('\n')
  printMessage(
    `${output.join('\n').slice(-MAX_SHOWN_CHARACTERS)}The cluster did not start. Its output is in ${log}`,
  )
  // The exit code is null after a signal or the timeout.
  return child.exitCode || EXIT.failed
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function spawnInBackground(log: string): ChildProcess {
  const file = openSync(log, 'a', 0o600)
  try {
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', file, file],
      env: { ...process.env, [DETACHED_VARIABLE]: '1' },
    })
    child.on('error', (error) => printMessage(`Grove cannot run in the background: ${error.message}`))
    child.unref()
    return child
  } finally {
    closeSync(file)
  }
}

/** Returns the run of that process once its master listens. */
async function runIn(pid: number | undefined): Promise<RunSummary | null> {
  const instance = (await findInstances(stateFolder())).find((each) => each.pid === pid)
  if (!instance) return null
  const connection = await connectInstance(instance).catch(() => null)
  const [run] = (await connection?.api.runs().catch(() => [])) ?? []
  connection?.close()
  return run?.status === 'running' ? run : null
}

function present(run: RunSummary, pid: number | undefined, log: string, json: boolean): number {
  if (json) printJson({ run: run.run, name: run.name, pid, log, runsProjectCode: !runsNoProjectCode(run) })
  else {
    printLine(
      `${run.name} is running in the background (pid ${pid}, run ${run.run.slice(0, 8)}). \`grove down\` stops it.`,
    )
    if (runsNoProjectCode(run)) printLine("None of the project's code runs: the servers are empty.")
    printLine(`Output: ${log}`)
  }
  return EXIT.done
}

/** Deletes the oldest output files and returns the path of a new one. */
async function newOutputFile(): Promise<string> {
  const folder = join(stateFolder(), 'detached')
  await makeFolder(folder, 0o700)
  const old = (await readdir(folder)).sort().slice(0, 1 - MAX_OUTPUT_FILES)
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
  const now = new Date().toISOString()
  const file = join(folder, `${now.replace(/[:.]/g, '-')}-${process.pid}.log`)
  // Fails here, with a reason, if the disk is full.
  await writeFile(file, `${now} grove ${process.argv.slice(2).join(' ')}\n`, { mode: 0o600 }).catch(
    (error: unknown) => {
      throw cannotWrite(file, error)
    },
  )
  return file
}
