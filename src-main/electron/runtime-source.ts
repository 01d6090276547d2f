// Where Electron's runtime comes from, and whether it can be had: asked before an installer is started that would
// only fail after a long silence.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const HEAD_DEADLINE = 5_000
const RELEASES = 'https://github.com/electron/electron/releases/download/'

/** Where the installer would fetch from, with the same settings as it honours. */
export function runtimeAddress(directory: string, env: NodeJS.ProcessEnv): string {
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

/** One HEAD request: null when the runtime can be had there, else why not. */
export async function refusesHead(address: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(HEAD_DEADLINE)
    const { status } = await fetch(address, { method: 'HEAD', redirect: 'manual', signal })
    return status < 400 ? null : `the answer was ${status}`
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    if (error.name === 'TimeoutError') return `no answer within ${HEAD_DEADLINE / 1000} s`
    return error.cause instanceof Error ? error.cause.message || error.message : error.message
  }
}
