// Finds the files that each server type and every process loads, by name only.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError, type Preview } from '../../contract/index.ts'
import { fileSystemCalls } from '../state/file-system-calls.ts'
import { assertRegular, isMissing, readFailure } from '../state/safe-read.ts'

const ENTRY = /^([^.]+)\.(ts|mts|js|mjs)$/

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
}

/**
 * Finds `servers/<type>/remote/<service>`, `servers/<type>/lifecycle` and `modules/<name>`.
 * @throws {HostError} BAD_PROJECT if two files have the same name, or one cannot be read
 */
export async function findProjectFiles(directory: string, serverTypes: string[]): Promise<ProjectFiles> {
  const [modules, ...types] = await Promise.all([
    entriesOf(directory, 'modules'),
    ...serverTypes.map((serverType) => filesOf(directory, serverType)),
  ])
  return { types, modules }
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

async function filesOf(directory: string, serverType: string): Promise<TypeFiles> {
  const folder = `servers/${serverType}`
  const [own, services] = await Promise.all([
    entriesOf(directory, folder),
    entriesOf(directory, `${folder}/remote`),
  ])
  return { serverType, services, lifecycle: own['lifecycle'] ?? null }
}

async function entriesOf(directory: string, folder: string): Promise<Record<string, string>> {
  const entries = new Map<string, string>()
  for (const name of (await namesIn(directory, folder)).sort()) {
    const entry = ENTRY.exec(name)?.[1]
    if (entry === undefined) continue
    const file = `${folder}/${name}`
    const earlier = entries.get(entry)
    if (earlier !== undefined) throw duplicateName(file, earlier)
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

function duplicateName(file: string, earlier: string): HostError {
  return new HostError({
    code: 'BAD_PROJECT',
    message: `${earlier} and ${file} have the same name; keep one of them.`,
    field: file,
  })
}
