// Adds, replaces and removes notes of a run.
import { randomUUID } from 'node:crypto'
import { HostError, type NoteInput } from '../contract/index.ts'
import type { Run } from './run.ts'

/** The clock of a window may be ahead of the run's own. */
const TOLERANCE_NS = 5e9

/** Returns the id of the note. @throws {HostError} BAD_NOTE, and as `Run.addNote` */
export async function addNote(run: Run, input: NoteInput): Promise<string> {
  const { note = randomUUID(), at, to = at, about, text } = input
  const end = run.end()
  if (at > end + TOLERANCE_NS) throw badNote('at', `This moment is after the end of the run, ${end} ns.`)
  if (to < at) throw badNote('to', 'The end of a span is before its start.')
  if (to > end + TOLERANCE_NS) throw badNote('to', `The span ends after the end of the run, ${end} ns.`)
  const span = { at: Math.min(at, end), to: to === at ? undefined : Math.min(to, end) }
  await run.addNote({ t: 'mark', note, at: span.at, to: span.to, about, text })
  return note
}

/** Does nothing if there is no note with this id. @throws as `Run.addNote` */
export async function removeNote(run: Run, id: string): Promise<void> {
  const note = run.notes.list.find((one) => one.id === id)
  if (note) await run.addNote({ t: 'mark', at: note.at, note: id, text: '' })
}

function badNote(field: string, message: string): HostError {
  return new HostError({ code: 'BAD_NOTE', field, message })
}
