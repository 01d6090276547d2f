// What the page's address says of the screen of a run: one row for each field, which reads it and shows it again.
import type { Alignment } from '../../src-main/timeline/index.ts'
import { selectionText, showSelection } from './address-selection.ts'
import { PHASES } from '../flow/phase.ts'
import { FOLLOW_LATEST } from '../flow/viewport.ts'
import type { Inspector, Layout } from './inspector.svelte.ts'
import type { PanelName, Panels } from './panels.svelte.ts'
import { comparableRuns } from './comparable-runs.ts'
import { referenceOf } from './comparison.svelte.ts'
import type { Session } from './session.svelte.ts'

/** The screen of a run, as far as the address describes it. */
export interface AddressedScreen {
  session: Session
  inspector: Inspector
  panels: Panels
}

export interface AddressField {
  name: string
  /** Null where it is as at the start: then the address leaves it out. Must be reactive. */
  read(screen: AddressedScreen): string | null
  /** Null shows the default. The value may be of any kind: a malformed one is ignored. */
  show(screen: AddressedScreen, value: string | null): void
  /** A change of it is a step that Back undoes; changes of other fields are written into the current step. */
  isStep?: boolean
  /** It is shown after the others, because what they select chooses a panel and a range too. */
  isLate?: boolean
}

const LAYOUTS: Record<Layout, true> = { sequence: true, timeline: true, map: true }
const DEFAULT_PANELS: Record<'panel' | 'side', PanelName> = { panel: 'events', side: 'state' }

export const ADDRESS_FIELDS: readonly AddressField[] = [
  {
    name: 'view',
    isStep: true,
    read: ({ inspector }) => (inspector.layout === 'sequence' ? null : inspector.layout),
    show: ({ inspector }, value) => {
      const layout = value ?? 'sequence'
      if (Object.hasOwn(LAYOUTS, layout)) inspector.layout = layout as Layout
    },
  },
  {
    name: 'filter',
    isStep: true,
    read: ({ inspector }) => inspector.filter.appliedQuery || null,
    show: ({ inspector }, value) => (inspector.filter.query = value ?? ''),
  },
  {
    name: 'hits',
    isStep: true,
    read: ({ inspector }) => (inspector.filter.mode === 'dim' ? 'dim' : null),
    show: ({ inspector }, value) => (inspector.filter.mode = value === 'dim' ? 'dim' : 'hide'),
  },
  {
    name: 'hidden',
    isStep: true,
    read: ({ inspector }) =>
      PHASES.filter((phase) => inspector.filter.hiddenPhases.has(phase)).join(',') || null,
    show: ({ inspector }, value) => {
      const hidden = value?.split(',') ?? []
      inspector.filter.hiddenPhases = new Set(PHASES.filter((phase) => hidden.includes(phase)))
    },
  },
  {
    name: 'idle',
    isStep: true,
    read: ({ inspector }) => (inspector.folding ? null : 'shown'),
    show: ({ inspector }, value) => (inspector.folding = value !== 'shown'),
  },
  {
    name: 'select',
    isStep: true,
    read: ({ inspector }) => selectionText(inspector),
    show: ({ inspector }, value) => showSelection(inspector, value),
  },
  {
    name: 'at',
    isStep: true,
    read: ({ inspector: { playhead } }) => (playhead.at === null ? null : String(Math.round(playhead.at))),
    show: (screen, value) => {
      if (value === null) screen.inspector.goLive()
      else if (/^\d{1,18}$/.test(value)) screen.inspector.playhead.moveTo(Number(value))
    },
  },
  {
    name: 'range',
    isLate: true,
    read: ({ inspector }) => rangeText(inspector),
    show: ({ inspector }, value) => {
      const [, from, to] = /^(\d{1,18})-(\d{1,18})$/.exec(value ?? '') ?? []
      if (Number(from) < Number(to)) inspector.showRange(Number(from), Number(to))
      else if (value === null && inspector.run.live) inspector.viewport = FOLLOW_LATEST
      else if (value === null && inspector.layout !== 'sequence') inspector.fitAll()
    },
  },
  {
    name: 'compare',
    isStep: true,
    read: ({ inspector }) => inspector.comparison?.reference ?? null,
    show: showComparison,
  },
  {
    name: 'align',
    isLate: true,
    read: ({ inspector }) => alignmentText(inspector.comparison?.alignment),
    show: ({ inspector: { comparison } }, value) => {
      if (comparison) comparison.alignment = parseAlignment(value)
    },
  },
  panelField('panel'),
  panelField('side'),
]

/** Only a run that Grove knows: a link opens no file that the user has not recorded or opened. */
function showComparison({ session, inspector }: AddressedScreen, value: string | null): void {
  if (value === null) return inspector.stopComparing()
  const known = comparableRuns(inspector.run.summary, session.runs, session.history)
  const source =
    known.map((run) => run.source).find((one) => referenceOf(one) === value) ??
    inspector.compared.get(value) ??
    session.home?.recent
      .map(({ path }) => ({ kind: 'file' as const, path }))
      .find(({ path }) => path === value)
  if (source) inspector.compareWith(session, source)
}

function alignmentText(alignment: Alignment | undefined): string | null {
  if (alignment === undefined || alignment.kind === 'start') return null
  return alignment.kind === 'registration' ? `registration-${alignment.k}` : alignment.kind
}

function parseAlignment(value: string | null): Alignment {
  if (value === 'converged') return { kind: 'converged' }
  const [, k] = /^registration-([1-9]\d{0,3})$/.exec(value ?? '') ?? []
  return k === undefined ? { kind: 'start' } : { kind: 'registration', k: Number(k) }
}

/** The address names a panel only while it is open: which docks are open is remembered by the browser. */
function panelField(name: 'panel' | 'side'): AddressField {
  const dock = name === 'side' ? 'side' : 'bottom'
  const shown = (panels: Panels): PanelName => (name === 'side' ? panels.side : panels.bottom)
  const names = (panels: Panels): readonly PanelName[] =>
    name === 'side' ? panels.sideTabs : panels.bottomTabs
  const usual = (panels: Panels): PanelName =>
    name === 'panel' && panels.mode === 'compact' ? 'view' : DEFAULT_PANELS[name]
  return {
    name,
    isLate: true,
    read: ({ panels }) => {
      if (names(panels).length === 0 || shown(panels) === usual(panels)) return null
      return panels.mode === 'compact' || panels.isOpen(dock) ? shown(panels) : null
    },
    show: ({ panels }, value) => {
      const panel = (value ?? usual(panels)) as PanelName
      if (value === null && shown(panels) === panel) return
      if ([...panels.sideTabs, ...panels.bottomTabs].includes(panel)) panels.show(panel)
    },
  }
}

/** Null while the view follows the newest event, or shows the whole run. */
function rangeText(inspector: Inspector): string | null {
  if (inspector.isFollowing) return null
  const { from, to } = inspector.range
  return `${Math.max(0, Math.round(from))}-${Math.max(0, Math.round(to))}`
}
