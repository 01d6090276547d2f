// Opens the panel that calls a method, with a caller and a method chosen, and puts the focus into it.
import type { CallableMethod } from './calling.svelte.ts'
import type { Screen } from './commands/command.ts'

export function openCall(screen: Screen, caller: string | null, method: CallableMethod | null = null): void {
  const { calling } = screen.inspector
  if (caller !== null) calling.chooseCaller(caller)
  if (method) calling.choose(method)
  screen.panels.show('call')
  // The panel is there after the screen has been updated.
  setTimeout(() => document.querySelector<HTMLElement>('[data-call] :is(input, textarea, select)')?.focus())
}
