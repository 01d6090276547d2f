// What the user does with notes: each change can be undone, also in a run that has ended.
import { formatMoment, type Note } from '../../src-main/timeline/index.ts'
import type { HostApi, NoteInput } from '../../src-main/contract/index.ts'
import { words } from '../words/words.svelte.ts'
import type { Change } from './actions.svelte.ts'
import type { Inspector } from './inspector.svelte.ts'
import type { Session } from './session.svelte.ts'

/** A note that is being written. */
export interface NoteDraft {
  /** The note that it changes; null for a new one. */
  note: Note | null
  at: number
  to: number | null
  about: string | null
  text: string
}

/** Why no note can be written, as a sentence; null if one can. */
export function noteObstacle({ about, canAct }: Session): string | null {
  if (about?.shell === 'report') return words.notes.inReport
  return canAct ? null : words.commands.launcherGone
}

/** A draft about the selected event, else about the playhead. */
export function newDraft({ selectedEvent, playhead }: Inspector): NoteDraft {
  const about = selectedEvent && 'id' in selectedEvent ? selectedEvent.id : null
  return { note: null, at: Math.round(playhead.time), to: null, about, text: '' }
}

export function draftOfRange({ range, run }: Inspector): NoteDraft {
  const [from, to] = [Math.max(0, Math.round(range.from)), Math.min(run.now, Math.round(range.to))]
  return { note: null, at: from, to: Math.max(from, Math.floor(to)), about: null, text: '' }
}

/** Returns whether it was saved; if not, the problem is shown. */
export function saveNote(session: Session, draft: NoteDraft): Promise<boolean> {
  const { note, at } = draft
  const moment = formatMoment(at, 3)
  let id = ''
  const call: Change['call'] = async (api, run) => {
    id = await api.note(run, inputOf(draft))
  }
  const isThere = (): boolean => session.run?.notes.some((one) => one.id === id) ?? false
  const obstacle = (): string | null => (isThere() ? null : words.notes.isGone)
  return session.actions.perform(
    note === null
      ? {
          text: () => words.notes.added(moment),
          call,
          isNote: true,
          undo: {
            text: () => words.notes.undoAdd,
            call: (api: HostApi, run: string) => api.removeNote(run, id),
            obstacle,
          },
        }
      : {
          text: () => words.notes.changed(moment),
          call,
          isNote: true,
          undo: {
            text: () => words.notes.undoChange,
            call: (api: HostApi, run: string) => api.note(run, inputOf({ ...note, note })),
            obstacle,
          },
        },
  )
}

export function removeNote(session: Session, note: Note): Promise<boolean> {
  return session.actions.perform({
    text: () => words.notes.removed(formatMoment(note.at, 3)),
    isNote: true,
    call: (api, run) => api.removeNote(run, note.id),
    undo: {
      text: () => words.notes.undoRemove,
      call: (api, run) => api.note(run, inputOf({ ...note, note })),
    },
  })
}

/** Shows what a note is about. */
export function showNote(inspector: Inspector, { at, to, about }: Note): void {
  const event = about === null ? undefined : inspector.run.store.find(about)
  if (event) return inspector.selectEvent(event)
  inspector.playhead.moveTo(at)
  if (to === null) inspector.reveal(at)
  else inspector.showRange(at, to)
}

function inputOf({ note, at, to, about, text }: NoteDraft): NoteInput {
  return { note: note?.id, at, to: to ?? undefined, about: about ?? undefined, text }
}
