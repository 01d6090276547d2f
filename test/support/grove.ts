// Runs the real command line as a process and collects its output.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

export const groveBin = join(import.meta.dirname, '..', '..', 'src-main', 'cli', 'grove.mjs')

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  env?: Record<string, string>
  /** What to run instead of `node grove.mjs`. */
  command?: string[]
}

/** Creates a folder for one test; disposing removes it. */
export async function temporaryFolder(name = 'grove-test-'): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), name))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export class GroveProcess {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly finished: Promise<Finished>

  constructor(args: string[], options: RunOptions = {}) {
    const [file = process.execPath, ...before] = options.command ?? [process.execPath, groveBin]
    this.child = spawn(file, [...before, ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.finished = new Promise((resolve) => {
      this.child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      )
    })
  }

  /** Waits until it has printed this, on stdout or stderr. */
  async waitForOutput(text: string | RegExp, within = 20_000): Promise<void> {
    const name = `grove says ${String(text)}`
    const said = (): boolean => {
      const all = this.stdout + this.stderr
      return typeof text === 'string' ? all.includes(text) : text.test(all)
    }
    await until(name, said, { within, detail: () => `it said:\n${this.stdout}\n${this.stderr}` })
  }
}

/** Runs the command and waits for its exit. */
export function grove(args: string[], options: RunOptions = {}): Promise<Finished> {
  return new GroveProcess(args, options).finished
}

/** Returns the pids of all processes whose environment contains this text (Linux). */
export async function processesOf(mark: string): Promise<number[]> {
  const { readdir } = await import('node:fs/promises')
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async (pid) => ((await belongs(pid, mark)) ? [pid] : [])))
  return found.flat()
}

async function belongs(pid: number, mark: string): Promise<boolean> {
  try {
    const [environment, status] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    return environment.includes(mark) && !/\) Z /.test(status)
  } catch {
    return false
  }
}
