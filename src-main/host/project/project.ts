// What a project's folder holds for each server type and for every process, found by looking at names only: nothing of the user's is run or read.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError, type Preview } from '../../contract/index.ts'

const ENTRY = /^([^.]+)\.(ts|mts|js|mjs)$/

/** The user's files of one server type, relative to the project's folder. */
interface TypeFiles {
  serverType: string
  /** Service name → file. */
  services: Record<string, string>
  lifecycle: string | null
}

export interface ProjectFiles {
  types: TypeFiles[]
  /** Modules of the control plane, for every process: name → file. */
  modules: Record<string, string>
}

/** Finds `servers/<type>/remote/<service>`, `servers/<type>/lifecycle` and `modules/<name>`. Fails with `BAD_PROJECT` where two files claim one name. */
export async function findFiles(directory: string, serverTypes: string[]): Promise<ProjectFiles> {
  const [modules, ...types] = await Promise.all([
    entriesOf(directory, 'modules'),
    ...serverTypes.map((serverType) => filesOf(directory, serverType)),
  ])
  return { types, modules }
}

/** The same as the contract's preview lists it. */
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
  const names = await readdir(join(directory, folder)).catch(() => [])
  const entries: Record<string, string> = {}
  for (const name of names.sort()) {
    const entry = ENTRY.exec(name)?.[1]
    if (entry === undefined) continue
    const earlier = entries[entry]
    if (earlier !== undefined) throw twice(`${folder}/${name}`, earlier)
    entries[entry] = `${folder}/${name}`
  }
  return entries
}

function twice(file: string, earlier: string): HostError {
  return new HostError({
    code: 'BAD_PROJECT',
    message: `${earlier} and ${file} have the same name; keep one of them.`,
    field: file,
  })
}
