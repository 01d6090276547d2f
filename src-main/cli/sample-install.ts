// Asks in the terminal before the packages of a sample are installed, and shows the progress.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { HostError } from '../contract/index.ts'
import { installSample } from '../host/project/sample-install.ts'
import { findSample } from '../host/project/samples.ts'
import type { OptionTable, OptionValues } from './arguments.ts'
import { EXIT } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { printMessage, stderr } from './output.ts'
import { movesCursor } from './terminal-screen.ts'

export const INSTALL_OPTIONS = {
  yes: { type: 'boolean', help: 'install the packages of the sample without asking' },
} as const satisfies OptionTable

type InstallValues = OptionValues<typeof INSTALL_OPTIONS> & { sample?: string | undefined }

/**
 * Installs the packages of the sample if they are missing and the user agrees. Returns null if there is no
 * sample or it can be started now, else the exit code.
 * @throws {HostError} NOT_INSTALLED without --yes and without a terminal; as `installSample`
 */
export async function ensureInstalled({ sample: name, yes }: InstallValues): Promise<number | null> {
  if (name === undefined) return null
  const { folder, packages, isInstalled } = await findSample(name)
  if (isInstalled) return null
  const count = `${packages.length} ${packages.length === 1 ? 'package' : 'packages'}`
  if (!yes) {
    if (!process.stdin.isTTY || !stderr.isTerminal) throw notAsked(name, count)
    printMessage(`The sample "${name}" needs ${count} from npm, in the versions of its package-lock.json.
They are code of other people, not of Grove; the sample runs it as you.`)
    if (!(await confirm(`Install ${count} with npm ci into ${folder}? [y/N] `))) {
      printMessage('Nothing was installed.')
      return EXIT.failed
    }
  }
  return install(name, packages, folder)
}

async function install(name: string, packages: string[], folder: string): Promise<number | null> {
  const controller = new AbortController()
  let interrupted: number | null = null
  const release = onInterrupt({
    end: (exitCode) => {
      interrupted = exitCode
      controller.abort()
    },
  })
  const isLive = stderr.isTerminal && movesCursor(process.env)
  printMessage(`Installing ${packages.length} packages with npm ci into ${folder}`)
  try {
    await installSample(name, {
      signal: controller.signal,
      onProgress: ({ installed, of }) => {
        if (isLive) stderr.showStatus(`${installed} of ${of} packages`)
      },
    })
    if (isLive) stderr.showStatus('')
    printMessage('Installed.')
    return null
  } catch (error) {
    if (isLive) stderr.showStatus('')
    if (interrupted === null) throw error
    printMessage('The installation was cancelled. Nothing was installed.')
    return interrupted
  } finally {
    release()
  }
}

/** The end of the input means no. */
async function confirm(question: string): Promise<boolean> {
  await stderr.print(question)
  const lines = createInterface({ input: process.stdin })
  const [answer] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?]
  lines.close()
  return /^y(es)?$/i.test(answer?.trim() ?? '')
}

function notAsked(name: string, count: string): HostError {
  return new HostError({
    code: 'NOT_INSTALLED',
    message: `The sample "${name}" needs ${count} from npm, and there is no terminal to ask whether to install them.`,
    hint: `Add --yes to install them: grove up --sample ${name} --yes`,
  })
}
