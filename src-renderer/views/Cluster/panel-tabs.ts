// The tabs of panels: their texts and counts.
import type { Inspector } from '../../state/inspector.svelte.ts'
import { panelTitle } from '../../state/panel-titles.ts'
import type { PanelName } from '../../state/panels.svelte.ts'
import type { Tab } from '../../ui/Tabs.svelte'
import { words } from '../../words/words.svelte.ts'

export function panelTabs(panels: readonly PanelName[], inspector: Inspector): Tab<PanelName>[] {
  return panels.map((id) => ({ id, text: textOf(id, inspector), count: countOf(id, inspector) }))
}

function textOf(panel: PanelName, { layout, selectedServer }: Inspector): string {
  if (panel === 'view') return words.map.layouts[layout]
  return (panel === 'server' && selectedServer) || panelTitle(panel)
}

function countOf(panel: PanelName, { filter, run }: Inspector): number | undefined {
  if (panel === 'events') return filter.shown.length
  if (panel === 'findings') return run.findings.list.length
  return undefined
}
