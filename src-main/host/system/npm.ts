// Runs npm.
import { execa } from 'execa'
import { HostError } from '../../contract/index.ts'
import { findExecutable } from './executable.ts'
import { signalGroup } from './process-group.ts'

/** Exact versions, and no scripts of the packages. Without the other options npm tries for minutes while offline. */
const CI_ARGUMENTS = [
  'ci',
  '--ignore-scripts',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--no-update-notifier',
  '--color=false',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=500',
]

/** What npm reports when it does not reach its registry. */
const OFFLINE_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTCACHED',
  'ENOTFOUND',
  'ERR_SOCKET_TIMEOUT',
  'ETIMEDOUT',
])

/**
 * Installs the packages of a folder's lock file. None of their scripts is run.
 * @throws {HostError} NO_NPM, OFFLINE, INSTALL_FAILED, INSTALL_CANCELLED
 */
export async function npmCi(directory: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw cancelled()
  const npm = findExecutable('npm', process.env)
  if (!npm) throw noNpm()
  const child = execa(npm, CI_ARGUMENTS, {
    cwd: directory,
    stdin: 'ignore',
    all: true,
    reject: false,
    // A group of its own, so that what a wrapper script started ends too.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  process.once('exit', stop)
  const { failed, all, shortMessage } = await child.finally(() => {
    signal.removeEventListener('abort', stop)
    process.off('exit', stop)
  })
  if (signal.aborted) throw cancelled()
  if (failed) throw installFailed(all || (shortMessage ?? ''))
}

/** @param output what npm printed */
function installFailed(output: string): HostError {
  // npm 10 and later print `npm error`, older ones `npm ERR!`.
  const lines = [...output.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].map(([, line = '']) => line)
  const code = lines.map((line) => /^code (\S+)/.exec(line)?.[1]).find(Boolean)
  if (code !== undefined && OFFLINE_CODES.has(code)) {
    return new HostError({
      code: 'OFFLINE',
      message: `npm cannot download the packages: it does not reach its registry (${code}).`,
      hint: 'Nothing was installed. Connect to the network, or set a registry that npm reaches: npm config set registry URL',
    })
  }
  const reason =
    lines.find((line) => !/^(code|errno|syscall|path) /.test(line)) ?? output.trim().split('\n')[0]
  return new HostError({
    code: 'INSTALL_FAILED',
    message: `npm ci failed${code === undefined ? '' : ` (${code})`}: ${reason}`,
    hint: 'Nothing was installed.',
  })
}

function cancelled(): HostError {
  return new HostError({
    code: 'INSTALL_CANCELLED',
    message: 'The installation was cancelled. Nothing was installed.',
  })
}

function noNpm(): HostError {
  return new HostError({
    code: 'NO_NPM',
    message: 'npm is not on the PATH, so the packages cannot be installed.',
    hint: 'npm comes with Node.js: install Node.js, or add the folder of npm to the PATH.',
  })
}
