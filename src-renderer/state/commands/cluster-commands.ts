// Commands of the whole run: stop, start again, close, export, and how much is recorded.
import type { ExportFormat, RunSummary } from '../../../src-main/contract/index.ts'
import { words } from '../../words/words.svelte.ts'
import type { Inspector } from '../inspector.svelte.ts'
import type { Run } from '../run.svelte.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource } from './command.ts'

const FORMATS: readonly ExportFormat[] = [
  'ndjson',
  'html',
  'chrome-trace',
  'pcapng',
  'mermaid',
  'svg',
  'png',
  'csv',
]
const TAP_LEVELS: readonly RunSummary['tap'][] = ['full', 'head', 'off']

export const clusterCommands: CommandSource = ({ session, screen }): Command[] => {
  if (screen === null) return []
  const { run } = screen.inspector
  return [...life(session, run), ...recording(session, run), ...exports(session, screen.inspector)]
}

function life(session: Session, run: Run): Command[] {
  if (session.about?.shell === 'report') return []
  const texts = words.commands
  const { summary } = run
  const { target, name } = summary
  const gone = session.canAct ? undefined : texts.launcherGone
  const isStopping = summary.status === 'stopping'
  return [
    {
      id: 'run.stop',
      group: 'cluster',
      title: isStopping ? texts.forceStop(name) : texts.stopCluster(name),
      menu: 'cluster',
      unavailable: run.live ? gone : texts.hasEnded,
      run: () => session.stopRun(),
    },
    {
      id: 'run.startAgain',
      group: 'cluster',
      title: texts.startAgain(name),
      menu: 'cluster',
      unavailable: !run.hasEnded
        ? texts.isRunning
        : target === null || summary.readOnly
          ? texts.noProject
          : gone,
      run: () => (target ? session.start(target) : undefined),
    },
    {
      id: 'run.close',
      group: 'cluster',
      title: texts.close(name),
      menu: 'file',
      unavailable: gone,
      question: run.live ? { text: texts.closeQuestion(name), confirm: texts.stopAndClose } : undefined,
      run: () => session.closeRun(),
    },
  ]
}

function recording(session: Session, run: Run): Command[] {
  const { tap, status } = run.summary
  if (!run.live || status === 'stopping') return []
  return TAP_LEVELS.map((level) => ({
    id: `record.${level}`,
    group: 'cluster',
    title: words.exporting.record(level),
    description: words.exporting.recordDescription[level],
    keywords: ['tap', 'rpc'],
    checked: tap === level,
    unavailable: session.canAct ? undefined : words.commands.launcherGone,
    menu: 'record',
    run: () => session.setTap(level),
  }))
}

function exports(session: Session, inspector: Inspector): Command[] {
  const { exporting } = session
  const { formats, descriptions } = words.exporting
  const isReport = session.about?.shell === 'report'
  const unavailable = session.frozen === null ? undefined : words.commands.launcherGone
  // A report cannot export itself.
  return FORMATS.filter((format) => format !== 'html' || !isReport).map((format) => ({
    id: `export.${format}`,
    group: 'export',
    title: words.exporting.exportAs(formats[format]),
    menuTitle: formats[format],
    description: descriptions[format],
    keywords: ['save', format],
    unavailable,
    menu: 'export',
    run: () => exporting.save(inspector.run.id, format, exporting.selectionOf(inspector)),
  }))
}
