// Simplified Chinese: the texts of notes.
import type { notes as english } from '../en/notes.ts'

export const notes: typeof english = {
  tab: '笔记',
}
