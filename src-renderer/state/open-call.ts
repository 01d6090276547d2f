// Opens the panel that calls a method, with a caller and a method chosen, with the focus in it.
import type { CallableMethod } from './calling.svelte.ts'
import type { Screen } from './commands/command.ts'

export function openCall(screen: Screen, caller: string | null, method: CallableMethod | null = null): void {
  const { calling } = screen.inspector
  if (caller !== null) calling.chooseCaller(caller)
  if (method) calling.choose(method)
  calling.wantsFocus = true
  screen.panels.show('call')
}
