// The adapters that come with Grove: what the launcher knows of them.
import type { AdapterDefinition } from './adapter.ts'

const DEFINITIONS: readonly AdapterDefinition[] = []

export function findAdapter(name: string): AdapterDefinition | undefined {
  return DEFINITIONS.find((definition) => definition.name === name)
}

/** The names that a plan may have, for messages. */
export function adapterNames(): string[] {
  return DEFINITIONS.map(({ name }) => name)
}
