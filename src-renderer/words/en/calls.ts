// English: the texts of the table of calls.
export const calls = {
  tab: 'Calls',
}
