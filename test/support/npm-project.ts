// Projects with real packages from npm, for tests: packages are installed once, and each test gets a copy of the project.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const INSTALL_TIMEOUT_MS = 240_000

/**
 * Copies a project into `folder`, with its packages. Scripts of packages do not run.
 * @param manifests the folder below it that has the package.json
 */
export async function copyProject(source: string, folder: string, manifests = '.'): Promise<void> {
  await cp(source, folder, { recursive: true })
  const packages = await installedPackages(join(source, manifests))
  await symlink(join(packages, 'node_modules'), join(folder, manifests, 'node_modules'))
}

/** Returns a folder with the packages of this package.json. */
async function installedPackages(source: string): Promise<string> {
  const files = ['package.json', 'package-lock.json']
  const texts = await Promise.all(files.map((file) => readFile(join(source, file), 'utf8').catch(() => '')))
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16)
  const folder = join(tmpdir(), 'grove-test-packages', hash)
  if (await stat(folder).catch(() => null)) return folder
  await mkdir(join(tmpdir(), 'grove-test-packages'), { recursive: true })
  // Two tests may need it at the same time: each installs for itself, and one rename succeeds.
  const own = await mkdtemp(`${folder}-`)
  for (const file of files) await cp(join(source, file), join(own, file)).catch(() => undefined)
  const command = texts[1] === '' ? 'install' : 'ci'
  const install = [command, '--ignore-scripts', '--no-fund', '--no-audit']
  await promisify(execFile)('npm', install, { cwd: own, timeout: INSTALL_TIMEOUT_MS })
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }))
  return folder
}
