// Commands that write notes.
import { formatMoment } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'
import { draftOfRange, newDraft, noteObstacle, saveNote, type NoteDraft } from '../notes.ts'
import type { Session } from '../session.svelte.ts'
import type { Command, CommandSource, Screen } from './command.ts'

/** The word before the text of a note in the palette. */
const TYPED_NOTE = /^(?:note|笔记)[\s:：]+(.*)$/isu

export const noteCommands: CommandSource = ({ session, screen }, text): Command[] =>
  screen === null ? [] : [...typed(session, screen, text), ...written(session, screen)]

/** "note the queue is full". */
function typed(session: Session, { inspector }: Screen, text: string): Command[] {
  const note = TYPED_NOTE.exec(text)?.[1]?.trim()
  if (note === undefined || note === '') return []
  const at = Math.round(inspector.playhead.time)
  return [
    {
      id: 'note.typed',
      group: 'notes',
      title: words.notes.addTyped(note, formatMoment(at, inspector.timeDigits)),
      keywords: [text],
      unavailable: noteObstacle(session) ?? undefined,
      run: () => saveNote(session, { note: null, at, to: null, about: null, text: note }),
    },
  ]
}

function written(session: Session, { inspector }: Screen): Command[] {
  const unavailable = noteObstacle(session) ?? undefined
  const write = (draft: NoteDraft) => {
    inspector.noteDraft = draft
  }
  const draft = newDraft(inspector)
  return [
    {
      id: 'note.add',
      group: 'notes',
      title: draft.about === null ? words.notes.addAtPlayhead : words.notes.addOnEvent,
      keywords: ['write bookmark'],
      keys: ['Shift+M'],
      menu: 'cluster',
      unavailable,
      run: () => write(newDraft(inspector)),
    },
    {
      id: 'note.range',
      group: 'notes',
      title: words.notes.addOnRange,
      keywords: ['write brush range'],
      unavailable,
      run: () => write(draftOfRange(inspector)),
    },
  ]
}
