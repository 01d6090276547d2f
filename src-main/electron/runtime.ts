// Finds, installs and starts Electron's runtime. This file runs in plain Node and must not import `electron`, which would
// download its runtime.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { probeRuntime, runInstaller } from './runtime-process.ts'
import { downloadProblem, downloadUrl } from './runtime-source.ts'

export type Runtime = { path: string } | { reason: string }

const NO_PACKAGE =
  'The package “electron” is not installed. Install it with `npm install electron@45`, which needs Node 22.12 or later.'

export interface RuntimeOptions {
  /** Arguments for Electron; root needs `--no-sandbox`. */
  args?: string[]
  env?: NodeJS.ProcessEnv
  /** The folder of the `electron` package. Default: the one that resolves from here. */
  directory?: string | null
  /** Gets a message before a long step. */
  say?: (sentence: string) => void
}

/** Finds Electron's runtime; installs it if necessary. `reason` is a message for people. Never rejects. */
export async function findElectron(options: RuntimeOptions = {}): Promise<Runtime> {
  const env = options.env ?? process.env
  const directory = options.directory === undefined ? packageDirectory() : options.directory
  if (directory === null) return { reason: NO_PACKAGE }
  const obstacle = displayObstacle(env) ?? rootObstacle(options.args ?? [])
  if (obstacle) return { reason: obstacle }
  const fetched = runtimePath(directory, env) ? null : await installRuntime(directory, env, options.say)
  if (fetched) return { reason: fetched }
  const path = runtimePath(directory, env)
  if (path === null) return { reason: 'Electron’s installer did not install a runtime.' }
  const failure = await probeRuntime(path, options.args ?? [], env)
  return failure ? { reason: `Electron’s runtime does not start here: ${failure}` } : { path }
}

/** Like `findElectron`, but installs and starts nothing. */
export function findInstalledElectron(env: NodeJS.ProcessEnv = process.env): Runtime {
  const directory = packageDirectory()
  const obstacle = directory === null ? NO_PACKAGE : (displayObstacle(env) ?? rootObstacle([]))
  if (directory === null || obstacle) return { reason: obstacle ?? NO_PACKAGE }
  const path = runtimePath(directory, env)
  return path === null
    ? { reason: 'Electron’s runtime is not installed yet; `grove ui` downloads it.' }
    : { path }
}

/** @param args the app's folder first */
export function launchElectron(path: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { ELECTRON_RUN_AS_NODE: _, ...own } = process.env
  return spawn(path, args, { stdio: 'inherit', env: { ...own, ...env } })
}

function packageDirectory(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

function displayObstacle(env: NodeJS.ProcessEnv): string | null {
  if (process.platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return null
  return 'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).'
}

function rootObstacle(args: string[]): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || args.includes('--no-sandbox')) return null
  return 'Electron does not run as root without --no-sandbox.'
}

function runtimePath(directory: string, env: NodeJS.ProcessEnv): string | null {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  // The installer writes path.txt last.
  const name = readText(join(directory, 'path.txt')) ?? (override ? 'electron' : null)
  const path = name && join(override ?? join(directory, 'dist'), name)
  return path && existsSync(path) ? path : null
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** Returns null if the runtime is installed now, else the reason. */
async function installRuntime(directory: string, env: NodeJS.ProcessEnv, say?: (sentence: string) => void) {
  const url = downloadUrl(directory, env)
  const problem = await downloadProblem(url)
  if (problem)
    return `Electron’s runtime is not installed and could not be downloaded from ${url}: ${problem}.`
  say?.(`Downloading Electron’s runtime, once, from ${new URL(url).host} …`)
  const failure = await runInstaller(join(directory, 'install.js'), env)
  return failure ? `Electron’s runtime could not be installed: ${failure}.` : null
}
