// English: the texts of help.
export const help = {
  inLists: 'In a list',
  /** Keys that lists, and lines between panels, handle themselves. */
  listKeys: [
    { keys: ['↑', '↓'], title: 'Next and previous row' },
    { keys: ['←', '→'], title: 'Fold and unfold; the buttons of a row' },
    { keys: ['Menu'], title: 'More actions (also Shift+F10)' },
    { keys: ['←', '→', '↑', '↓'], title: 'On a line between panels: resize; Enter resets' },
  ],
}
