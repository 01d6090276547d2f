// Finds which framework a project uses, in which version, and what its entry file needs to be loaded.
import { dirname, join } from 'node:path'
import { readJsonFile } from '../plan-file.ts'
import { exists, fieldsOf, textOf } from './files.ts'

export interface Framework {
  framework: 'pomelo' | 'pinus'
  /** Of the installed package; null if it is not installed. */
  version: string | null
}

const TITLES = { pomelo: 'Pomelo', pinus: 'Pinus' } as const
const TS_NODE = 'ts-node/register'

export function frameworkTitle({ framework, version }: Framework): string {
  return version === null ? TITLES[framework] : `${TITLES[framework]} ${version}`
}

export async function findFramework(base: string, dependencies: string[]): Promise<Framework> {
  const names = ['pinus', 'pomelo'] as const
  const named = names.filter((name) => dependencies.includes(name))
  for (const framework of named.length > 0 ? named : names) {
    const version = await installedVersion(base, framework)
    if (version !== null) return { framework, version }
  }
  return { framework: named[0] ?? 'pomelo', version: null }
}

/** Looks where Node looks. */
async function installedVersion(from: string, name: string): Promise<string | null> {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json')
    if (await exists(file)) {
      const read = await readJsonFile(file)
      const version = read.ok ? textOf(fieldsOf(read.value)['version']) : null
      return version !== null && /^[\w.+-]{1,64}$/.test(version) ? version : 'of unknown version'
    }
    if (folder === dirname(folder)) return null
  }
}

/** Returns the modules that the entry needs; null if it is TypeScript and ts-node is not installed. */
export async function modulesFor(base: string, entry: string, named: string[]): Promise<string[] | null> {
  if (!entry.endsWith('.ts') || named.length > 0) return named
  return (await installedVersion(base, 'ts-node')) === null ? null : [TS_NODE]
}
