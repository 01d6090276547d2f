// Finds the files that each server type and every process loads, by name only.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isName } from '../../../core/protocol/fields.ts'
import { HostError, type Preview } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { assertRegular, isMissing, readFailure } from '../state/safe-read.ts'

const ENTRY = /^([^.]+)\.[cm]?[jt]s$/
/** Code that someone may take for an entry file. */
const OTHER_CODE = /^(?!\.)(?!.*\.(?:d|test|spec)\.[^.]+$).*\.(?:[cm]?[jt]s|[jt]sx)$/

/** The files of a server type, relative to the project folder. */
interface TypeFiles {
  serverType: string
  /** Service name → file. */
  services: Record<string, string>
  lifecycle: string | null
}

export interface ProjectFiles {
  types: TypeFiles[]
  /** Control-plane modules, loaded by every process: name → file. */
  modules: Record<string, string>
  /** Files in `remote/` and `modules/` that look like entry files and are none. */
  skipped: string[]
}

/**
 * Finds `servers/<type>/remote/<service>`, `servers/<type>/lifecycle` and `modules/<name>`.
 * @throws {HostError} BAD_PROJECT if two files have the same name, or one is misnamed or cannot be read
 */
export async function findProjectFiles(directory: string, serverTypes: string[]): Promise<ProjectFiles> {
  const skipped: string[] = []
  const [modules, ...types] = await Promise.all([
    entriesOf(directory, 'modules', skipped),
    ...serverTypes.map((serverType) => filesOf(directory, serverType, skipped)),
  ])
  return { types, modules, skipped: skipped.sort() }
}

/** Converts the files to the format of a preview. */
export function previewFiles({ types, modules }: ProjectFiles): Pick<Preview, 'files' | 'modules'> {
  const files = types.map(({ serverType, services, lifecycle }) => ({
    serverType,
    services: Object.values(services),
    lifecycle,
  }))
  return { files, modules: Object.values(modules) }
}

async function filesOf(directory: string, serverType: string, skipped: string[]): Promise<TypeFiles> {
  const folder = `servers/${serverType}`
  const [own, services] = await Promise.all([
    entriesOf(directory, folder, [], (name) => name === 'lifecycle'),
    entriesOf(directory, `${folder}/remote`, skipped),
  ])
  for (const [service, file] of Object.entries(services)) assertServiceName(service, file)
  return { serverType, services, lifecycle: own['lifecycle'] ?? null }
}

async function entriesOf(
  directory: string,
  folder: string,
  skipped: string[],
  isWanted: (name: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const entries = new Map<string, string>()
  const seen = new Map<string, string>()
  for (const name of (await namesIn(directory, folder)).sort()) {
    const entry = ENTRY.exec(name)?.[1]
    if (entry === undefined && OTHER_CODE.test(name)) skipped.push(`${folder}/${name}`)
    if (entry === undefined || !isWanted(entry)) continue
    const file = `${folder}/${name}`
    const key = entry.toLowerCase()
    const earlier = seen.get(key)
    if (earlier !== undefined) throw duplicateName(file, earlier, entries.has(entry))
    seen.set(key, file)
    // The compiler would wait for a FIFO.
    await fileSystemCalls
      .run(async () => assertRegular(await stat(join(directory, file))))
      .catch((error: unknown) => {
        throw cannotRead(file, error)
      })
    entries.set(entry, file)
  }
  return Object.fromEntries(entries)
}

async function namesIn(directory: string, folder: string): Promise<string[]> {
  try {
    return await fileSystemCalls.run(() => readdir(join(directory, folder)))
  } catch (error) {
    if (isMissing(error)) return []
    throw cannotRead(folder, error)
  }
}

function cannotRead(file: string, error: unknown): HostError {
  const message = `${file} cannot be read: ${readFailure(error)}.`
  return new HostError({ code: 'BAD_PROJECT', message, field: file }, error)
}

/** Names that differ only in case are one file on macOS and Windows. */
function duplicateName(file: string, earlier: string, isSame: boolean): HostError {
  const message = isSame
    ? `${earlier} and ${file} have the same name; keep one of them.`
    : `The names of ${earlier} and ${file} differ only in case; rename one of them.`
  return new HostError({ code: 'BAD_PROJECT', message, field: file })
}

function assertServiceName(service: string, file: string): void {
  const problem =
    service === 'then'
      ? '"then" cannot be the name of a service, because await would call it'
      : isName(service)
        ? null
        : `a service is named by 1 to 128 of A-Z a-z 0-9 _ -, and not constructor, prototype or __proto__`
  if (problem === null) return
  throw new HostError({ code: 'BAD_PROJECT', message: `${file}: ${problem}. Rename the file.`, field: file })
}
