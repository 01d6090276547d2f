// Finds or installs Chromium for the tests, and starts it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const INSTALL_TIMEOUT_MS = 180_000
/** The first start with a new profile is slow on a cold disk. */
export const LAUNCH_TIMEOUT_MS = 30_000

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/**
 * Returns the path of a Chromium.
 * @throws if there is none and none can be installed
 */
export function findBrowser(): string {
  const named = process.env['GROVE_BROWSER'] || process.env['CHROMIUM']
  if (named) return named
  const found = installedBrowser() ?? installBrowser()
  if (found) return found
  throw new Error(
    'There is no Chromium and none could be installed. Install one, or name it in GROVE_BROWSER.',
  )
}

export function browserArguments(): string[] {
  return [
    // Chromium's sandbox refuses to run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

/** `more`: arguments beside the usual ones. */
export function launchBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: [...browserArguments(), ...more],
    timeout: LAUNCH_TIMEOUT_MS,
  })
}

function installedBrowser(): string | undefined {
  return [chromium.executablePath(), ...USUAL_PLACES].find((path) => path !== '' && existsSync(path))
}

function installBrowser(): string | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  // Playwright's Chromium needs system libraries that a machine without a desktop lacks.
  const own = installBy(process.execPath, [cli, 'install', ...(debian ? ['--with-deps'] : []), 'chromium'])
  return own ?? (debian ? installFromDebian() : undefined)
}

function installFromDebian(): string | undefined {
  installBy('apt-get', ['update'])
  return installBy('apt-get', [
    'install',
    '-y',
    '--no-install-recommends',
    'chromium',
    'fonts-liberation',
    'fonts-wqy-microhei',
  ])
}

function installBy(command: string, args: string[]): string | undefined {
  process.stderr.write(`No browser found for the tests; running: ${command} ${args.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // To stderr, because a reporter may use stdout.
  spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    env,
  })
  return installedBrowser()
}
