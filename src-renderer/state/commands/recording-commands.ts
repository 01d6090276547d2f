// Commands of recorded runs: delete one, after a question.
import type { HistoryEntry } from '../../../src-main/contract/index.ts'
import { formatDate } from '../../words/format-date.ts'
import { words } from '../../words/words.svelte.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource } from './command.ts'

/** There may be a hundred, so they are found only by what is typed. */
export const recordingCommands: CommandSource = ({ session }, text): Command[] =>
  text.trim() === ''
    ? []
    : session.history
        .filter(({ outcome }) => outcome !== 'running')
        .map((entry) => deleteCommand(session, entry))

export function deleteCommand(session: Session, entry: HistoryEntry): Command {
  const { deleteRecording, deleteQuestion, deleteYes } = words.home
  return {
    id: `recording.delete:${entry.file}`,
    group: 'open',
    title: deleteRecording(entry.name, formatDate(entry.startedAt)),
    keywords: [entry.file],
    unavailable: session.connectionStatus === 'connected' ? undefined : words.commands.launcherGone,
    question: { text: deleteQuestion(entry.file), confirm: deleteYes },
    run: () => session.deleteRecording(entry),
  }
}
