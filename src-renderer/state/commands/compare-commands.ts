// Commands that compare the run on screen with another one, and align the two.
import type { Alignment } from '../../../src-main/timeline/index.ts'
import { formatDate } from '../../words/format-date.ts'
import { words } from '../../words/words.svelte.ts'
import { comparableRuns, type ComparableRun } from '../comparable-runs.ts'
import { referenceOf, type ComparisonSource } from '../comparison.svelte.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

/** Of a long history; the panel lists all. */
const MAX_LISTED = 40
/** "align 3": the third registration. */
const TYPED_REGISTRATION = /(\d{1,3})\s*$/

export const compareCommands: CommandSource = ({ session, screen }, text): Command[] => {
  if (screen === null || session.about?.shell === 'report') return []
  return [...starting(session, screen), ...active(screen, text)]
}

function starting(session: Session, { inspector, panels }: Screen): Command[] {
  const texts = words.compare
  const unavailable = session.canAct ? undefined : words.commands.launcherGone
  const start = (source: ComparisonSource): void => {
    inspector.compareWith(session, source)
    panels.show('compare')
  }
  const all = comparableRuns(inspector.run.summary, session.runs, session.history)
  const newest = all.find(({ isSameProject }) => isSameProject)
  return [
    {
      id: 'compare.newest',
      group: 'compare',
      title: texts.compareWithNewest,
      unavailable: unavailable ?? (newest ? undefined : texts.noRuns),
      menu: 'view',
      run: () => newest && start(newest.source),
    },
    {
      id: 'compare.file',
      group: 'compare',
      title: texts.chooseFile,
      unavailable,
      run: () => session.openPicker('timeline', (path) => start({ kind: 'file', path })),
    },
    ...all.slice(0, MAX_LISTED).map(({ source, name, startedAt, entry }: ComparableRun): Command => ({
      id: `compare.with:${referenceOf(source)}`,
      group: 'compare',
      title: texts.compareWith(name, startedAt === null ? '' : formatDate(startedAt)),
      keywords: entry ? [entry.file] : [],
      unavailable,
      run: () => start(source),
    })),
  ]
}

function active({ inspector: { comparison }, inspector }: Screen, text: string): Command[] {
  const texts = words.compare
  const unavailable = comparison ? undefined : texts.notComparing
  const align = (id: string, title: string, alignment: Alignment, isKnown = true): Command => ({
    id: `compare.align.${id}`,
    group: 'compare',
    title,
    unavailable: unavailable ?? (isKnown ? undefined : texts.noRegistration),
    run: () => {
      if (comparison) comparison.alignment = alignment
    },
  })
  const k = Number(TYPED_REGISTRATION.exec(text)?.[1] ?? 1)
  return [
    {
      id: 'compare.stop',
      group: 'compare',
      title: texts.stop,
      unavailable,
      run: () => inspector.stopComparing(),
    },
    align('start', texts.alignOnStart, { kind: 'start' }),
    align(
      'registration',
      texts.alignOnRegistration(k),
      { kind: 'registration', k },
      comparison === null || (k >= 1 && k <= comparison.registrations),
    ),
    align('converged', texts.alignOnConverged, { kind: 'converged' }),
  ]
}
