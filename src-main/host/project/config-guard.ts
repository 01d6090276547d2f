// Keeps esbuild from opening a configuration file that is a FIFO or a device: it would wait for ever.
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HostError } from '../../contract/index.ts'
import { assertRegular, readFailure } from '../state/safe-read.ts'
import { tsconfigChain } from './tsconfig.ts'

/** What esbuild reads in each folder that an import leads to, and in the folders above. */
const NAMES = ['package.json', 'tsconfig.json', 'jsconfig.json']

export class ConfigGuard {
  readonly #checked = new Set<string>()

  /** Checks the configuration files of a folder and of those above. @throws {HostError} COMPILE_FAILED */
  check(folder: string): void {
    for (let place = folder; !this.#checked.has(place); place = dirname(place)) {
      this.#checked.add(place)
      for (const name of NAMES) {
        const file = join(place, name)
        assertReadable(file)
        if (name !== 'package.json') for (const each of tsconfigChain(file, new Set())) assertReadable(each)
      }
    }
  }
}

function assertReadable(file: string): void {
  try {
    assertRegular(statSync(file))
  } catch (error) {
    // What cannot be looked at does not keep esbuild waiting.
    if (error instanceof Error && 'code' in error) return
    const message = `${file} cannot be read: ${readFailure(error)}.`
    throw new HostError({ code: 'COMPILE_FAILED', message, field: file }, error)
  }
}
