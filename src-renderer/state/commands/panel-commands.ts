// Commands that show panels and move between them.
import { words } from '../../words/words.svelte.ts'
import { panelTitle } from '../panel-titles.ts'
import type { Dock, PanelName } from '../panels.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

/** The panels with a key, in the order of their keys. */
const KEYS_OF_PANELS: readonly (readonly [PanelName, ...string[]])[] = [
  ['state', '1'],
  ['selection', '2'],
  ['server', '3'],
  ['events', '4', 'T'],
  ['logs', '5', 'O'],
  ['findings', '6'],
  ['calls', '7'],
  ['compare', '8'],
  ['notes', '9'],
]
const KEYS_OF_DOCKS: readonly (readonly [Dock, string])[] = [
  ['servers', 'Q'],
  ['side', 'P'],
  ['bottom', 'B'],
]

export const panelCommands: CommandSource = ({ screen }): Command[] =>
  screen === null ? [] : commandsOn(screen)

function commandsOn({ inspector, panels, rows, cycleRegion }: Screen): Command[] {
  const texts = words.commands
  const shown = KEYS_OF_PANELS.map(([panel, ...keys]): Command => ({
    id: `panel.${panel}`,
    group: 'panels',
    title: texts.showPanel(panelTitle(panel)),
    keys,
    checked: panels.isShown(panel),
    menu: 'view',
    run: () => panels.toggle(panel),
  }))
  const docks = KEYS_OF_DOCKS.map(([dock, key]): Command => ({
    id: `dock.${dock}`,
    group: 'panels',
    title: texts.toggleDock(words.cluster.docks[dock]),
    keys: [key],
    run: () => panels.toggleDock(dock),
  }))
  return [
    ...shown,
    ...docks,
    {
      id: 'region.next',
      group: 'panels',
      title: texts.nextRegion,
      keys: ['F6'],
      run: () => cycleRegion(1),
    },
    {
      id: 'region.previous',
      group: 'panels',
      title: texts.previousRegion,
      keys: ['Shift+F6'],
      run: () => cycleRegion(-1),
    },
    {
      id: 'selection.clear',
      group: 'events',
      title: texts.clearSelection,
      keys: ['Escape'],
      run: () => {
        if (inspector.path) return inspector.showPath(null)
        inspector.clearSelection()
        rows.marks.clear()
        panels.leaveDetails()
      },
    },
  ]
}
