// The keyboard shortcuts of the cluster screen: one table for the handler and the help.
import type { Inspector } from '../../state/inspector.svelte.ts'

interface Commands {
  help: () => unknown
  search: () => unknown
  events: () => unknown
  logs: () => unknown
}

interface Key {
  keys: string[]
  label: string
  description: string
  run: (inspector: Inspector, commands: Commands) => unknown
}

const PAN_STEP_PX = 120

export const KEYS: readonly Key[] = [
  { keys: ['j', '.'], label: 'J', description: 'Next event', run: (inspector) => inspector.step(1) },
  { keys: ['k', ','], label: 'K', description: 'Previous event', run: (inspector) => inspector.step(-1) },
  {
    keys: ['Enter'],
    label: 'Enter',
    description: 'Details of the selected event',
    run: (inspector) => (inspector.detailsOpen = inspector.selection !== null),
  },
  {
    keys: ['Escape'],
    label: 'Esc',
    description: 'Close the details and clear the selection',
    run: (inspector) => inspector.clearSelection(),
  },
  {
    keys: ['['],
    label: '[',
    description: 'Cause of the selected event',
    run: (inspector) => inspector.toCause(),
  },
  {
    keys: [']'],
    label: ']',
    description: 'Effect of the selected event',
    run: (inspector) => inspector.toEffect(),
  },
  {
    keys: ['+', '=', 'w'],
    label: '+',
    description: 'Zoom in (also Ctrl + wheel, double-click)',
    run: (inspector) => inspector.zoom(1.5),
  },
  { keys: ['-', '_', 's'], label: '−', description: 'Zoom out', run: (inspector) => inspector.zoom(1 / 1.5) },
  {
    keys: ['ArrowLeft', 'a'],
    label: '←',
    description: 'Earlier (also drag, Shift + wheel)',
    run: (inspector) => inspector.pan(-PAN_STEP_PX),
  },
  {
    keys: ['ArrowRight', 'd'],
    label: '→',
    description: 'Later',
    run: (inspector) => inspector.pan(PAN_STEP_PX),
  },
  { keys: ['f', '0'], label: 'F', description: 'Fit everything', run: (inspector) => inspector.fitAll() },
  {
    keys: ['l'],
    label: 'L',
    description: 'Follow the newest event',
    run: (inspector) => inspector.goLive(),
  },
  {
    keys: ['g'],
    label: 'G',
    description: 'Fold or unfold idle time',
    run: (inspector) => inspector.toggleFolding(),
  },
  {
    keys: ['t'],
    label: 'T',
    description: 'Show or hide the table of events',
    run: (_, commands) => commands.events(),
  },
  {
    keys: ['o'],
    label: 'O',
    description: 'Show or hide the logs',
    run: (_, commands) => commands.logs(),
  },
  { keys: ['/'], label: '/', description: 'Filter events', run: (_, commands) => commands.search() },
  { keys: ['?'], label: '?', description: 'This help', run: (_, commands) => commands.help() },
]

/** Runs the shortcut of a key. Returns false for other keys, keys typed into a field, and Enter on a button. */
export function handleKey(event: KeyboardEvent, inspector: Inspector, commands: Commands): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  // An open menu handles its own keys.
  if (document.querySelector(':popover-open')) return false
  const target = event.target instanceof HTMLElement ? event.target : null
  if (target instanceof HTMLInputElement) {
    if (event.key === 'Escape') target.blur()
    return false
  }
  if (event.key === 'Enter' && target?.closest('button, summary, a')) return false
  const key = KEYS.find(({ keys }) =>
    keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
  )
  key?.run(inspector, commands)
  return key !== undefined
}
