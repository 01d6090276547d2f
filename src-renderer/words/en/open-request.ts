// English: the texts of the question before a path is opened that an address names.
export const openRequest = {
  title: 'Open this?',
  asks: 'A link or another page asks Grove to open',
  expected: 'Open it only if you expected this. Nothing is started: a folder is only shown.',
  refuse: 'Do not open',
  open: 'Open',
}
