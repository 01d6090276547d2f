// The adapters that come with Grove: what the launcher knows of them.
import type { AdapterDefinition } from './adapter.ts'
import { MOLECULER_DIALECT } from './moleculer/dialect.ts'
import { PINUS_DIALECT, POMELO_DIALECT } from './pomelo/dialect.ts'
import { HEARTBEAT_DIALECT, REDIS_DIALECT } from './socket-io/dialect.ts'

const DEFINITIONS: readonly AdapterDefinition[] = [
  { name: 'moleculer', dialect: MOLECULER_DIALECT },
  { name: 'pinus', dialect: PINUS_DIALECT },
  { name: 'pomelo', dialect: POMELO_DIALECT },
  { name: HEARTBEAT_DIALECT.name, dialect: HEARTBEAT_DIALECT },
  { name: REDIS_DIALECT.name, dialect: REDIS_DIALECT },
]

export function findAdapter(name: string): AdapterDefinition | undefined {
  return DEFINITIONS.find((definition) => definition.name === name)
}

/** The names that a plan may have, for messages. */
export function adapterNames(): string[] {
  return DEFINITIONS.map(({ name }) => name)
}
