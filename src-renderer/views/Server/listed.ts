// A list of names that may be long.
import { words } from '../../words/words.svelte.ts'

const MAX_NAMES = 30

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ')
  return names.length > MAX_NAMES ? shown + words.server.andMore(names.length - MAX_NAMES) : shown
}
