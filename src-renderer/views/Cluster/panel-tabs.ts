// The tabs of panels: their texts and counts.
import type { Inspector } from '../../state/inspector.svelte.ts'
import type { PanelName } from '../../state/panels.svelte.ts'
import type { Tab } from '../../ui/Tabs.svelte'

const TEXTS: Readonly<Record<PanelName, string>> = {
  view: 'Timeline',
  servers: 'Servers',
  state: 'State',
  selection: 'Selection',
  server: 'Server',
  events: 'Events',
  logs: 'Logs',
  findings: 'Findings',
  compare: 'Compare',
}

export function panelTabs(panels: readonly PanelName[], inspector: Inspector): Tab<PanelName>[] {
  return panels.map((id) => ({ id, text: textOf(id, inspector), count: countOf(id, inspector) }))
}

function textOf(panel: PanelName, { layout, selectedServer }: Inspector): string {
  if (panel === 'view') return layout === 'timeline' ? 'Timeline' : 'Sequence'
  return (panel === 'server' && selectedServer) || TEXTS[panel]
}

function countOf(panel: PanelName, { filter, run }: Inspector): number | undefined {
  if (panel === 'events') return filter.shown.length
  if (panel === 'findings') return run.findings.list.length
  return undefined
}
