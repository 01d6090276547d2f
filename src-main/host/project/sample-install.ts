// Installs the packages of a sample: in a copy that takes its final name only when it is complete.
import { randomUUID } from 'node:crypto'
import { cp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HostEvent } from '../../contract/index.ts'
import { makeFolder } from '../state/make-folder.ts'
import { cannotWrite } from '../state/output-file.ts'
import { stateFolder } from '../state/state-folder.ts'
import { npmCi } from '../system/npm.ts'
import { isAlive } from '../system/process-group.ts'
import { findSample, installsFolder, isSampleFile } from './samples.ts'

const PROGRESS_INTERVAL_MS = 250
/** `<name>-<hash>.<pid of the Grove that installs>.<random>.draft` */
const DRAFT_NAME = /\.(\d+)\.[0-9a-f]+\.draft$/

export interface InstallOptions {
  /** Grove's state folder; the user's own by default. */
  state?: string | undefined
  /** The folder of all samples; Grove's own by default. */
  samples?: string | undefined
  /** Cancels the installation; nothing of it is left then. */
  signal: AbortSignal
  /** Called with the number of installed packages, a few times a second. */
  onProgress?: (progress: { installed: number; of: number }) => void
}

/** Installations for windows: at most one of each sample. */
export class SampleInstalls {
  readonly #state: string | undefined
  readonly #emit: (event: HostEvent) => void
  readonly #active = new Map<string, { done: Promise<void>; controller: AbortController }>()

  /** @param state Grove's state folder; the user's own by default */
  constructor(state: string | undefined, emit: (event: HostEvent) => void) {
    this.#state = state
    this.#emit = emit
  }

  /** Joins an installation of the same sample. @throws as `installSample` */
  install(name: string): Promise<void> {
    const active = this.#active.get(name)
    if (active) return active.done
    const controller = new AbortController()
    const done = installSample(name, {
      state: this.#state,
      signal: controller.signal,
      onProgress: (progress) => this.#emit({ type: 'installProgressed', sample: name, ...progress }),
    }).finally(() => this.#active.delete(name))
    this.#active.set(name, { done, controller })
    return done
  }

  cancel(name: string): void {
    this.#active.get(name)?.controller.abort()
  }

  close(): void {
    for (const { controller } of this.#active.values()) controller.abort()
  }
}

/**
 * Copies a sample into the state folder and installs its packages there by `npm ci`. Returns at once if nothing is
 * missing. After an error nothing of it is left.
 * @throws {HostError} NO_SUCH_SAMPLE, NO_NPM, OFFLINE, INSTALL_FAILED, INSTALL_CANCELLED, CANNOT_WRITE
 */
export async function installSample(name: string, options: InstallOptions): Promise<void> {
  const { state = stateFolder(), signal, onProgress = () => {} } = options
  const { source, folder, packages, isInstalled } = await findSample(name, state, options.samples)
  if (isInstalled) return
  await removeAbandonedDrafts(installsFolder(state))
  const complete = dirname(folder)
  const draft = `${complete}.${process.pid}.${randomUUID().slice(0, 8)}.draft`
  const draftFolder = join(draft, name)
  try {
    await copySample(source, draftFolder)
    const countPackages = async () =>
      onProgress({ installed: await countInstalled(draftFolder, packages), of: packages.length })
    const timer = setInterval(() => void countPackages(), PROGRESS_INTERVAL_MS)
    await npmCi(draftFolder, signal).finally(() => clearInterval(timer))
    await rename(draft, complete).catch(async (error: unknown) => {
      // Another Grove may have installed the same sample meanwhile.
      if (!(await findSample(name, state, options.samples)).isInstalled) throw cannotWrite(folder, error)
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function copySample(source: string, folder: string): Promise<void> {
  try {
    await makeFolder(dirname(folder), 0o700)
    await cp(source, folder, { recursive: true, filter: (path) => isSampleFile(source, path) })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
}

/** A Grove that was killed leaves its draft. */
async function removeAbandonedDrafts(installs: string): Promise<void> {
  const names = await readdir(installs).catch(() => [])
  const abandoned = names.filter((name) => {
    const pid = DRAFT_NAME.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
  await Promise.all(abandoned.map((name) => rm(join(installs, name), { recursive: true, force: true })))
}

async function countInstalled(folder: string, packages: string[]): Promise<number> {
  const found = await Promise.all(
    packages.map((path) =>
      stat(join(folder, path, 'package.json')).then(
        () => 1,
        () => 0,
      ),
    ),
  )
  return found.reduce<number>((sum, one) => sum + one, 0)
}
