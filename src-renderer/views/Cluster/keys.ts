// The keyboard shortcuts of the cluster screen: one table for the handler and the help.
import { processOf } from '../../flow/event-text.ts'
import type { Inspector } from '../../state/inspector.svelte.ts'
import type { LaneRows } from '../../state/lane-rows.svelte.ts'
import type { Panels } from '../../state/panels.svelte.ts'

/** What shortcuts act on. */
export interface Screen {
  inspector: Inspector
  panels: Panels
  rows: LaneRows
  openHelp: () => void
  focusFilter: () => void
  /** Moves the focus to the next (1) or previous (-1) part of the screen. */
  cycleRegion: (by: 1 | -1) => void
}

type KeyGroup = 'Time' | 'Events' | 'View' | 'Panels' | 'In a list'

interface Key {
  group: KeyGroup
  /** As in `KeyboardEvent.key`. Letters match in both cases unless another row has the capital. Empty: not handled here. */
  keys: string[]
  label: string
  description: string
  run: (screen: Screen) => unknown
}

const PAN_STEP_PX = 120

const inTime = keysOf('Time')
const ofEvents = keysOf('Events')
const inView = keysOf('View')
const ofPanels = keysOf('Panels')
const inLists = keysOf('In a list')

export const KEYS: readonly Key[] = [
  inTime('Space', [' '], 'Play or pause; hold the moment of a live run', ({ inspector: { playhead } }) =>
    playhead.togglePlaying(),
  ),
  inTime('L', ['l'], 'Go live: follow the newest event', ({ inspector }) => inspector.goLive()),
  inTime('Home', ['Home'], 'Go to the start of the run', ({ inspector }) => {
    inspector.playhead.moveTo(0)
    inspector.reveal(0)
  }),
  inTime('End', ['End'], 'Go to the end of the run', ({ inspector }) => inspector.goLive()),
  inTime('PgUp', ['PageUp'], 'Go to the previous stop', ({ inspector }) => inspector.playhead.toStop(-1)),
  inTime('PgDn', ['PageDown'], 'Go to the next stop', ({ inspector }) => inspector.playhead.toStop(1)),

  ofEvents('.', ['.'], 'Next event', ({ inspector }) => inspector.step(1)),
  ofEvents(',', [','], 'Previous event', ({ inspector }) => inspector.step(-1)),
  ofEvents('J', ['j'], 'Next event of the selected server', ({ inspector }) => inspector.stepInLane(1)),
  ofEvents('K', ['k'], 'Previous event of the selected server', ({ inspector }) => inspector.stepInLane(-1)),
  ofEvents('[', ['['], 'Cause of the selected event', ({ inspector }) => inspector.toCause()),
  ofEvents(']', [']'], 'First effect of the selected event', ({ inspector }) => inspector.toEffect()),
  ofEvents('/', ['/'], 'Filter events', ({ focusFilter }) => focusFilter()),
  ofEvents('N', ['n'], 'Next event that the filter finds', ({ inspector }) => inspector.stepHit(1)),
  ofEvents('Shift N', ['N'], 'Previous event that the filter finds', ({ inspector }) =>
    inspector.stepHit(-1),
  ),
  ofEvents('Enter', ['Enter'], 'Details of what is selected', ({ inspector: { selection }, panels }) => {
    if (selection) panels.show(selection.kind === 'server' ? 'server' : 'selection')
  }),
  ofEvents('Esc', ['Escape'], 'Close what is open; clear the selection', ({ inspector, panels }) => {
    inspector.clearSelection()
    panels.leaveDetails()
  }),

  inView('V', ['v'], 'Sequence, timeline or map', ({ inspector }) => inspector.nextLayout()),
  inView('M', ['m'], 'Map', ({ inspector }) => {
    inspector.layout = 'map'
  }),
  inView('F', ['f'], 'Zoom to what is selected; again: show the whole run', ({ inspector }) =>
    inspector.focus(),
  ),
  inView('0', ['0'], 'Show the whole run', ({ inspector }) => inspector.fitAll()),
  inView('+', ['+', '=', 'w'], 'Zoom in (also Ctrl + wheel, double-click)', ({ inspector }) =>
    inspector.zoom(1.5),
  ),
  inView('−', ['-', '_', 's'], 'Zoom out', ({ inspector }) => inspector.zoom(1 / 1.5)),
  inView('←', ['ArrowLeft', 'a'], 'Earlier (also drag, Shift + wheel)', ({ inspector }) =>
    inspector.pan(-PAN_STEP_PX),
  ),
  inView('→', ['ArrowRight', 'd'], 'Later', ({ inspector }) => inspector.pan(PAN_STEP_PX)),
  inView('I', ['i'], 'Fold or unfold idle time', ({ inspector }) => inspector.toggleFolding()),
  inView('G', ['g'], 'Fold or unfold the type of the selected server or event', ({ inspector, rows }) => {
    const { selectedEvent, selectedServer } = inspector
    const id = selectedServer ?? (selectedEvent && processOf(selectedEvent))
    const lane = id === null ? undefined : inspector.run.store.lanes.get(id)
    if (lane) rows.toggleType(lane.serverType)
  }),
  inView('Shift G', ['G'], 'Fold or unfold all types', ({ rows }) => rows.toggleAllTypes()),

  ofPanels('F6', ['F6'], 'Next part of the screen; with Shift the previous one', ({ cycleRegion }) =>
    cycleRegion(1),
  ),
  ofPanels('1', ['1'], 'State', ({ panels }) => panels.toggle('state')),
  ofPanels('2', ['2'], 'Selection', ({ panels }) => panels.toggle('selection')),
  ofPanels('3', ['3'], 'Server', ({ panels }) => panels.toggle('server')),
  ofPanels('4 or T', ['4', 't'], 'Events', ({ panels }) => panels.toggle('events')),
  ofPanels('5 or O', ['5', 'o'], 'Logs', ({ panels }) => panels.toggle('logs')),
  ofPanels('6', ['6'], 'Findings', ({ panels }) => panels.toggle('findings')),
  ofPanels('8', ['8'], 'Compare', ({ panels }) => panels.toggle('compare')),
  ofPanels('9', ['9'], 'Notes', ({ panels }) => panels.toggle('notes')),
  ofPanels('Q', ['q'], 'Open or close the server list', ({ panels }) => panels.toggleDock('servers')),
  ofPanels('P', ['p'], 'Open or close the side panel', ({ panels }) => panels.toggleDock('side')),
  ofPanels('B', ['b'], 'Open or close the bottom panel', ({ panels }) => panels.toggleDock('bottom')),
  ofPanels('?', ['?'], 'This help', ({ openHelp }) => openHelp()),

  // Lists and lines between panels handle these themselves.
  inLists('↑ ↓', [], 'Next and previous row', () => undefined),
  inLists('← →', [], 'Fold and unfold; the buttons of a row', () => undefined),
  inLists('Menu', [], 'More actions (also Shift F10)', () => undefined),
  inLists('← → ↑ ↓', [], 'On a line between panels: resize; Enter resets', () => undefined),
]

export const KEY_GROUPS: readonly KeyGroup[] = ['Time', 'Events', 'View', 'Panels', 'In a list']

function keysOf(group: KeyGroup) {
  return (label: string, keys: string[], description: string, run: Key['run']): Key => ({
    group,
    keys,
    label,
    description,
    run,
  })
}

/** Runs the shortcut of a key. Returns false for other keys, and for those that a field, a menu or a button keeps. */
export function handleKey(event: KeyboardEvent, screen: Screen): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  // An open menu handles its own keys.
  if (document.querySelector(':popover-open')) return false
  const target = event.target instanceof HTMLElement ? event.target : null
  if (event.key === 'F6' && event.shiftKey) {
    screen.cycleRegion(-1)
    return true
  }
  if (event.key !== 'F6' && isKeptBy(target, event.key)) return false
  const key =
    KEYS.find(({ keys }) => keys.includes(event.key)) ??
    KEYS.find(({ keys }) => event.key.length === 1 && keys.includes(event.key.toLowerCase()))
  key?.run(screen)
  return key !== undefined
}

/** Fields keep all keys but Escape, which leaves them; buttons keep those that press them. */
function isKeptBy(target: HTMLElement | null, key: string): boolean {
  if (target?.closest('input, textarea, select')) {
    if (key === 'Escape') target.blur()
    return true
  }
  const scrolls = /^(Home|End|PageUp|PageDown)$/.test(key)
  if (scrolls)
    return target?.closest('[role=tabpanel], [role=grid], [role=tree], dialog') !== null && target !== null
  return (key === 'Enter' || key === ' ') && Boolean(target?.closest('button, summary, a, [role=row]'))
}
