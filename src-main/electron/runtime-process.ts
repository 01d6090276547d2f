// Runs Electron's installer, and its runtime once as a probe.
import { execFile, spawn } from 'node:child_process'

const PROBE_TIMEOUT_MS = 10_000
const INSTALL_TIMEOUT_MS = 10 * 60_000

/** Runs `--version`, which fails if system libraries or the sandbox are missing. Returns null if it works, else the reason. */
export function probeRuntime(path: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  const switches = args.filter((argument) => argument === '--no-sandbox')
  return new Promise((resolve) => {
    const options = { env, timeout: PROBE_TIMEOUT_MS, killSignal: 'SIGKILL' } as const
    execFile(path, ['--version', ...switches], options, (error, _, stderr) => {
      resolve(error === null ? null : firstLine(stderr) || firstLine(error.message))
    })
  })
}

/** Runs the installer of the package, with its output. Returns null if it succeeds, else the reason. */
export function runInstaller(script: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
      timeout: INSTALL_TIMEOUT_MS,
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
