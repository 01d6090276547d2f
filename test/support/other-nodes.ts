// Installs other major versions of Node from npm.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** The major versions of Node that Grove supports beside the one that runs the tests. */
export const OTHER_MAJORS = [20, 22, 24].filter(
  (major) => major !== Number.parseInt(process.versions.node, 10),
)

const INSTALL_TIMEOUT_MS = 180_000

/**
 * Returns the path of the newest `node` of a major version, or of an exact one; installs it once for each checkout.
 * @throws if npm cannot install it
 */
export async function otherNode(version: number | string): Promise<string> {
  const folder = resolve('node_modules/.cache', `node-${version}`)
  const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(node)) return node
  // Two tests may need it at the same time: each installs for itself, and one rename succeeds.
  await mkdir(dirname(folder), { recursive: true })
  const own = await mkdtemp(`${folder}-`)
  const install = ['install', '--prefix', own, '--no-save', '--no-fund', '--no-audit', `node@${version}`]
  await promisify(execFile)('npm', install, { cwd: own, timeout: INSTALL_TIMEOUT_MS })
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }))
  return node
}
