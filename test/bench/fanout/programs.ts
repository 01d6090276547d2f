// Builds the programs of the fan-out benchmark, and runs a round in a process group of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import type { RoundPlan, RoundResult } from './messages.ts'

/** Beyond the round's own timeout; the round then hangs. */
const KILL_GRACE_MS = 30_000

/** Builds into a folder of the project, so that `socket.io` is found. */
export async function buildPrograms(outdir: string): Promise<void> {
  const source = join(process.cwd(), 'test/bench/fanout')
  const files = (await readdir(source)).filter((file) => file.endsWith('.program.ts'))
  await build({
    entryPoints: files.map((file) => join(source, file)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { __GROVE_VERSION__: '"test"' },
    logLevel: 'error',
  })
}

/** Runs one round behind the command `prefix`. Rejects with the round's error output. */
export async function runRound(plan: RoundPlan, prefix: readonly string[]): Promise<RoundResult> {
  const program = join(plan.programs, 'round.program.mjs')
  const [command, ...args] = [...prefix, process.execPath, program, JSON.stringify(plan)]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = (): void => killGroup(child.pid)
  const stop = (): void => process.exit(130)
  const timer = setTimeout(end, plan.timeoutMs + KILL_GRACE_MS)
  process.once('exit', end).once('SIGINT', stop)
  const [out, problem] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  clearTimeout(timer)
  process.off('exit', end).off('SIGINT', stop)
  end()
  if (out === '') throw new Error(problem.trim() || `the round hung for ${KILL_GRACE_MS / 1_000} s`)
  return JSON.parse(out) as RoundResult
}

/** Kills what a killed round may have left. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // All of them have exited.
  }
}
