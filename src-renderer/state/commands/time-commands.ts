// Commands that move the playhead and the selection.
import { formatMoment } from '../../../src-main/timeline/index.ts'
import { parseMoment } from '../../flow/parse-moment.ts'
import { words } from '../../words/words.svelte.ts'
import type { Command, CommandContext, CommandSource, Screen } from './command.ts'

/** What may stand before a typed time, in both languages. */
const GO_TO = /^(?:go\s*to|go|jump(?:\s+to)?|at|转到|跳到|到)\s*/iu

export const timeCommands: CommandSource = ({ screen }: CommandContext, text): Command[] =>
  screen === null
    ? []
    : [...typed(screen, text), ...playhead(screen), ...events(screen), ...filter(screen, text)]

/** "go to 1:40", or the time alone. */
function typed({ inspector }: Screen, text: string): Command[] {
  const { run, timeDigits } = inspector
  const time = parseMoment(text.replace(GO_TO, ''), run.now)
  if (text === '' || time === null) return []
  const reached = Math.min(time, run.now)
  return [
    {
      id: 'time.goTo',
      group: 'time',
      title: words.commands.goTo(formatMoment(reached, timeDigits)),
      keywords: [text],
      run: () => {
        inspector.playhead.moveTo(reached)
        inspector.reveal(inspector.playhead.time)
      },
    },
  ]
}

function playhead({ inspector }: Screen): Command[] {
  const { run, playhead: head } = inspector
  const texts = words.commands
  return [
    {
      id: 'time.play',
      group: 'time',
      title: texts.play,
      keys: ['Space'],
      menu: 'go',
      run: () => head.togglePlaying(),
    },
    {
      id: 'time.live',
      group: 'time',
      title: run.live ? texts.goLive : texts.goToEnd,
      keys: ['L', 'End'],
      menu: 'go',
      run: () => inspector.goLive(),
    },
    {
      id: 'time.start',
      group: 'time',
      title: texts.goToStart,
      keys: ['Home'],
      menu: 'go',
      run: () => {
        head.moveTo(0)
        inspector.reveal(0)
      },
    },
    {
      id: 'time.previousStop',
      group: 'time',
      title: texts.previousStop,
      keywords: ['chapter'],
      keys: ['PageUp'],
      menu: 'go',
      run: () => head.toStop(-1),
    },
    {
      id: 'time.nextStop',
      group: 'time',
      title: texts.nextStop,
      keywords: ['chapter'],
      keys: ['PageDown'],
      menu: 'go',
      run: () => head.toStop(1),
    },
  ]
}

function events({ inspector, panels }: Screen): Command[] {
  const {
    selection,
    selectedEvent,
    filter: { hits, isOn, shown },
  } = inspector
  const texts = words.commands
  const nothingShown = shown.length === 0 ? texts.noEvents : undefined
  const nothingFound = !isOn ? texts.noFilter : hits.length === 0 ? texts.noHits : undefined
  const noEvent = selectedEvent === null ? texts.noEventSelected : undefined
  const nothingSelected = selection === null ? texts.nothingSelected : undefined
  const of = (
    id: string,
    title: string,
    keys: string[],
    unavailable: string | undefined,
    run: () => void,
  ): Command => ({
    id: `event.${id}`,
    group: 'events',
    title,
    keys,
    unavailable,
    run,
  })
  return [
    of('next', texts.nextEvent, ['.'], nothingShown, () => inspector.step(1)),
    of('previous', texts.previousEvent, [','], nothingShown, () => inspector.step(-1)),
    of('nextInLane', texts.nextInLane, ['J'], nothingShown, () => inspector.stepInLane(1)),
    of('previousInLane', texts.previousInLane, ['K'], nothingShown, () => inspector.stepInLane(-1)),
    of(
      'cause',
      texts.cause,
      ['['],
      noEvent ?? (inspector.causes.length === 0 ? texts.noCause : undefined),
      () => inspector.toCause(),
    ),
    of(
      'effect',
      texts.effect,
      [']'],
      noEvent ?? (inspector.effects.length === 0 ? texts.noEffect : undefined),
      () => inspector.toEffect(),
    ),
    of('nextHit', texts.nextHit, ['N'], nothingFound, () => inspector.stepHit(1)),
    of('previousHit', texts.previousHit, ['Shift+N'], nothingFound, () => inspector.stepHit(-1)),
    of('details', texts.details, ['Enter'], nothingSelected, () => {
      if (selection) panels.show(selection.kind === 'server' ? 'server' : 'selection')
    }),
  ]
}

/** "filter type:packet" shows only what passes. */
function filter({ inspector: { filter: applied }, focusFilter }: Screen, text: string): Command[] {
  const texts = words.commands
  const query = new RegExp(`^(?:filter|${texts.filterVerb})\\s+(.+)$`, 'iu').exec(text)?.[1]
  const commands: Command[] = [
    {
      id: 'filter.focus',
      group: 'events',
      title: texts.filterEvents,
      keys: ['/'],
      menu: 'view',
      keywords: ['search', 'find'],
      run: focusFilter,
    },
    {
      id: 'filter.clear',
      group: 'events',
      title: texts.clearFilter,
      unavailable: applied.isOn || applied.query !== '' ? undefined : texts.noFilter,
      run: () => applied.clear(),
    },
  ]
  if (query === undefined) return commands
  return [
    {
      id: 'filter.set',
      group: 'events',
      title: texts.filterBy(query),
      keywords: [text],
      run: () => {
        applied.query = query
      },
    },
    ...commands,
  ]
}
