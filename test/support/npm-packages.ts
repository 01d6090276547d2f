// Installs packages that only tests need, once for each set of versions.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const INSTALL_TIMEOUT_MS = 180_000

/**
 * Links `node_modules` of a project to these packages (`name@version`), and installs them first where they are not yet.
 * @throws if npm cannot install them
 */
export async function linkPackages(project: string, packages: readonly string[]): Promise<void> {
  await symlink(join(await installedPackages(packages), 'node_modules'), join(project, 'node_modules'))
}

async function installedPackages(packages: readonly string[]): Promise<string> {
  const all = join(tmpdir(), 'grove-test-packages')
  const hash = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 16)
  const folder = join(all, hash)
  if (existsSync(folder)) return folder
  // Two tests may need it at the same time: each installs for itself, and one rename succeeds.
  await mkdir(all, { recursive: true })
  const own = await mkdtemp(join(all, 'install-'))
  const options = ['--no-save', '--no-fund', '--no-audit', '--ignore-scripts', '--legacy-peer-deps']
  const install = ['install', '--prefix', own, ...options, ...packages]
  await promisify(execFile)('npm', install, { cwd: own, timeout: INSTALL_TIMEOUT_MS })
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }))
  return folder
}
