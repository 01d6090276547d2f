// The adapters that come with Grove: what the launcher knows of them.
import type { AdapterDefinition } from './adapter.ts'
import { MOLECULER_DIALECT } from './moleculer/dialect.ts'

const DEFINITIONS: readonly AdapterDefinition[] = [{ name: 'moleculer', dialect: MOLECULER_DIALECT }]

export function findAdapter(name: string): AdapterDefinition | undefined {
  return DEFINITIONS.find((definition) => definition.name === name)
}

/** The names that a plan may have, for messages. */
export function adapterNames(): string[] {
  return DEFINITIONS.map(({ name }) => name)
}
