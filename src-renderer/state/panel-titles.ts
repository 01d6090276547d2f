// The titles of panels.
import { words } from '../words/words.svelte.ts'
import type { PanelName } from './panels.svelte.ts'

export function panelTitle(panel: PanelName): string {
  if (panel === 'call') return words.call.tab
  if (panel === 'calls') return words.calls.tab
  if (panel === 'notes') return words.notes.tab
  return words.cluster.panels[panel]
}
