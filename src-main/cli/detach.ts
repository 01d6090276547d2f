// `grove up -d`: the same command once more, in the background, with its output in a file of the state folder.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RunSummary } from '../contract/index.ts'
import { connectInstance, findInstances } from '../control/index.ts'
import { stateFolder } from '../host/index.ts'
import { EXIT } from './exit-codes.ts'
import { printJson, printLine } from './output.ts'
import { printable } from './report.ts'

/** Tells the process in the background that it is there. */
const MARK = 'GROVE_DETACHED'
const KEPT_FILES = 20
const LOOK_MS = 50
const SHOWN_CHARACTERS = 4_000

/** Whether this process is the one in the background, which nobody's end concerns; says so once. */
export function isDetached(): boolean {
  const detached = process.env[MARK] !== undefined
  delete process.env[MARK]
  return detached
}

/**
 * Starts this command again in the background, and answers when its cluster runs and can be asked.
 * @param time how long that may take, milliseconds
 */
export async function detach(time: number, json: boolean): Promise<number> {
  const log = await newLog()
  const child = spawnAgain(log)
  const { pid } = child
  const deadline = performance.now() + time
  while (isAlive(child) && performance.now() < deadline) {
    const run = await runIn(pid)
    if (run) return present(run, pid, log, json)
    await pause(LOOK_MS)
  }
  child.kill('SIGTERM')
  const said = await readFile(log, 'utf8').catch(() => '')
  process.stderr.write(
    `${printable(said.slice(-SHOWN_CHARACTERS))}It did not start. Its output is in ${log}\n`,
  )
  // One that failed says how; one that a signal or the time ended has failed.
  return child.exitCode || EXIT.failed
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function spawnAgain(log: string): ChildProcess {
  const file = openSync(log, 'a', 0o600)
  try {
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', file, file],
      env: { ...process.env, [MARK]: '1' },
    })
    child.unref()
    return child
  } finally {
    closeSync(file)
  }
}

/** The cluster of that process once its master listens. */
async function runIn(pid: number | undefined): Promise<RunSummary | null> {
  const instance = (await findInstances(stateFolder())).find((each) => each.pid === pid)
  if (!instance) return null
  const connection = await connectInstance(instance).catch(() => null)
  const [run] = (await connection?.api.runs().catch(() => [])) ?? []
  connection?.close()
  return run?.status === 'running' ? run : null
}

function present(run: RunSummary, pid: number | undefined, log: string, json: boolean): number {
  if (json) printJson({ run: run.run, name: run.name, pid, log })
  else {
    printLine(
      `${run.name} runs in the background (pid ${pid}, run ${run.run.slice(0, 8)}): \`grove down\` stops it.`,
    )
    printLine(`Its output is in ${log}`)
  }
  return EXIT.done
}

/** A new file, and only the last ones of those before. */
async function newLog(): Promise<string> {
  const folder = join(stateFolder(), 'detached')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const old = (await readdir(folder)).sort().slice(0, 1 - KEPT_FILES)
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
  return join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}-${process.pid}.log`)
}
