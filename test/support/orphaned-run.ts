// Ledgers of runs whose launcher is gone, and processes to list in them.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ledgerFile, type Ledger } from '../../src-main/host/system/process-ledger.ts'
import { processInfo } from '../../src-main/host/system/process-info/process-info.ts'

const GONE = { pid: 999_999_999, startTime: 'of another life' }

export interface StartedProcess {
  child: ChildProcess
  pid: number
  startTime: string
}

/** Starts a process in its own process group; disposing kills it. */
export async function startProcess(command = ['sleep', '1000']): Promise<StartedProcess & Disposable> {
  const [file = '', ...args] = command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  const [facts] = await processInfo([pid])
  return { child, pid, startTime: facts?.startTime ?? '', [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

/** Starts a process that listens on a free port. */
export async function startListeningProcess(): Promise<StartedProcess & Disposable & { port: number }> {
  const program = `const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port))`
  const stranger = await startProcess([process.execPath, '-e', program])
  const [said] = (await once(stranger.child.stdout ?? stranger.child, 'data')) as [Buffer]
  return { ...stranger, port: Number(said) }
}

/** Writes the ledger of a run with these processes. */
export async function writeOrphanedRun(
  state: string,
  processes: Ledger['processes'],
  change: object = {},
): Promise<Pick<Ledger, 'run' | 'name' | 'directory' | 'startedAt'>> {
  const folder = join(state, 'runs', 'one')
  await mkdir(folder, { recursive: true })
  const about = { run: 'run-1', name: 'mine', directory: '/project', startedAt: '2026-01-01T14:02:00.000Z' }
  const entries = { v: 1, ...about, launcher: GONE, reaper: GONE, processes, ...change }
  await writeFile(ledgerFile(folder), JSON.stringify(entries))
  return about
}
