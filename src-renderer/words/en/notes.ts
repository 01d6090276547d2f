// English: the texts of notes.
export const notes = {
  tab: 'Notes',
}
