// The two processes that finding Electron's runtime may take: its installer, and a first start that shows nothing.
import { execFile, spawn } from 'node:child_process'

const PROBE_DEADLINE = 10_000
const INSTALL_DEADLINE = 10 * 60_000

/** Asks the runtime for its version: shows missing system libraries and a sandbox that was not set up. */
export function probe(path: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  const switches = args.filter((argument) => argument === '--no-sandbox')
  return new Promise((resolve) => {
    const options = { env, timeout: PROBE_DEADLINE, killSignal: 'SIGKILL' } as const
    execFile(path, ['--version', ...switches], options, (error, _, stderr) => {
      resolve(error === null ? null : firstLine(stderr) || firstLine(error.message))
    })
  })
}

/** Runs the package's own installer with its own output. Null when it succeeded. */
export function runInstaller(script: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
      timeout: INSTALL_DEADLINE,
    })
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      resolve(code === 0 ? null : `its installer ended with ${signal ?? `code ${code}`}`)
    })
  })
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? ''
}
