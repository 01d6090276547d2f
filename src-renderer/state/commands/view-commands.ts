// Commands of the main view: its layout, zoom and folding.
import { processOf } from '../../flow/event-text.ts'
import { words } from '../../words/words.svelte.ts'
import type { Layout } from '../inspector.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

const LAYOUTS: readonly (readonly [Layout, ...string[]])[] = [['sequence'], ['timeline'], ['map', 'M']]
const PAN_STEP_PX = 120

export const viewCommands: CommandSource = ({ screen }): Command[] =>
  screen === null ? [] : [...layouts(screen), ...zoom(screen), ...folding(screen)]

function layouts({ inspector }: Screen): Command[] {
  const texts = words.commands
  return [
    {
      id: 'view.cycle',
      group: 'view',
      title: texts.nextLayout,
      keys: ['V'],
      run: () => inspector.nextLayout(),
    },
    ...LAYOUTS.map(([layout, ...keys]): Command => ({
      id: `view.${layout}`,
      group: 'view',
      title: texts.showLayout(words.map.layouts[layout]),
      keys,
      checked: inspector.layout === layout,
      menu: 'view',
      run: () => {
        inspector.layout = layout
      },
    })),
  ]
}

function zoom({ inspector }: Screen): Command[] {
  const texts = words.commands
  const of = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id: `view.${id}`,
    group: 'view',
    title,
    keys,
    run,
  })
  return [
    { ...of('focus', texts.focus, ['F'], () => inspector.focus()), menu: 'view' },
    { ...of('fit', texts.fit, ['0'], () => inspector.fitAll()), menu: 'view' },
    of('zoomIn', texts.zoomIn, ['+', '=', 'W'], () => inspector.zoom(1.5)),
    of('zoomOut', texts.zoomOut, ['-', '_', 'S'], () => inspector.zoom(1 / 1.5)),
    of('earlier', texts.earlier, ['ArrowLeft', 'A'], () => inspector.pan(-PAN_STEP_PX)),
    of('later', texts.later, ['ArrowRight', 'D'], () => inspector.pan(PAN_STEP_PX)),
  ]
}

function folding({ inspector, rows }: Screen): Command[] {
  const texts = words.commands
  const { selectedEvent, selectedServer } = inspector
  const id = selectedServer ?? (selectedEvent && processOf(selectedEvent))
  const lane = id === null ? undefined : inspector.run.lanes.get(id)
  return [
    {
      id: 'view.foldIdle',
      group: 'view',
      title: texts.foldIdle,
      keys: ['I'],
      checked: inspector.folding,
      menu: 'view',
      run: () => inspector.toggleFolding(),
    },
    {
      id: 'view.foldType',
      group: 'view',
      title: texts.foldType,
      keys: ['G'],
      unavailable: lane ? undefined : texts.nothingSelected,
      run: () => lane && rows.toggleType(lane.serverType),
    },
    {
      id: 'view.foldTypes',
      group: 'view',
      title: texts.foldTypes,
      keys: ['Shift+G'],
      run: () => rows.toggleAllTypes(),
    },
  ]
}
