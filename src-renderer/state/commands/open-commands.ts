// Commands that open something: a project, a recording, a sample, a recent one, or a typed path.
import { isTimelinePath } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource } from './command.ts'

/** `/path`, `~/path`, `C:\path`, after "open" or alone. */
const TYPED_PATH = /(?:^|\s)((?:\/|~\/|[a-z]:[\\/]).+)$/iu

export const openCommands: CommandSource = ({ session }, text): Command[] => {
  if (session.about?.shell === 'report') return []
  const unavailable = session.connectionStatus === 'connected' ? undefined : words.commands.launcherGone
  return [...typed(session, text), ...dialogs(session), ...recent(session)].map((command) => ({
    ...command,
    unavailable,
  }))
}

function typed(session: Session, text: string): Command[] {
  const path = TYPED_PATH.exec(text)?.[1]
  if (path === undefined) return []
  return [
    {
      id: 'open.path',
      group: 'open',
      title: words.commands.openPath(path),
      keywords: [text],
      run: () => open(session, isTimelinePath(path), path),
    },
  ]
}

function dialogs(session: Session): Command[] {
  const texts = words.commands
  const samples = session.home?.samples ?? []
  return [
    {
      id: 'open.folder',
      group: 'open',
      title: texts.openFolder,
      keywords: ['project'],
      keys: ['Mod+O'],
      menu: 'file',
      run: () => session.openPicker('folder'),
    },
    {
      id: 'open.timeline',
      group: 'open',
      title: texts.openTimeline,
      keywords: ['recording'],
      menu: 'file',
      run: () => session.openPicker('timeline'),
    },
    ...samples.map(({ name, title }): Command => ({
      id: `open.sample:${name}`,
      group: 'open',
      title: texts.startSample(title),
      keywords: [name],
      run: () => session.openTarget({ kind: 'sample', name }),
    })),
    ...session.runs.map((run): Command => ({
      id: `open.run:${run.run}`,
      group: 'open',
      title: texts.showRun(run.name),
      keywords: [run.run],
      checked: session.screen === 'run' && session.run?.id === run.run,
      menu: 'go',
      run: () => session.showRun(run),
    })),
  ]
}

function recent(session: Session): Command[] {
  return (session.home?.recent ?? []).map(({ kind, path, name }): Command => ({
    id: `open.recent:${path}`,
    group: 'open',
    title: words.commands.openRecent(name),
    description: path,
    keywords: [path],
    menu: 'recent',
    run: () => open(session, kind === 'timeline', path),
  }))
}

function open(session: Session, isTimeline: boolean, path: string): Promise<void> {
  return isTimeline ? session.openTimeline(path) : session.openTarget({ kind: 'path', path })
}
