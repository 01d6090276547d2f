// Where Electron's runtime is downloaded from. A download is checked before the installer runs, which would fail only
// after a long time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const HEAD_TIMEOUT_MS = 5_000
const RELEASES = 'https://github.com/electron/electron/releases/download/'

/** Returns the URL of the installer's download, by the settings that the installer honours. */
export function downloadUrl(directory: string, env: NodeJS.ProcessEnv): string {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }
  const setting = (name: string) =>
    env[`npm_config_electron_${name}`] ||
    env[`NPM_CONFIG_ELECTRON_${name.toUpperCase()}`] ||
    env[`ELECTRON_${name.toUpperCase()}`]
  const folder = setting('custom_dir')?.replace('{{ version }}', version) ?? `v${version}`
  const platform = env['npm_config_platform'] ?? process.platform
  const arch = env['npm_config_arch'] ?? process.arch
  const file = setting('custom_filename') ?? `electron-v${version}-${platform}-${arch}.zip`
  return `${setting('mirror') ?? RELEASES}${folder}/${file}`
}

/** Sends a HEAD request. Returns null if the runtime is available, else the reason. */
export async function downloadProblem(address: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(HEAD_TIMEOUT_MS)
    const { status } = await fetch(address, { method: 'HEAD', redirect: 'manual', signal })
    return status < 400 ? null : `the response was ${status}`
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    if (error.name === 'TimeoutError') return `no response within ${HEAD_TIMEOUT_MS / 1000} s`
    return error.cause instanceof Error ? error.cause.message || error.message : error.message
  }
}
