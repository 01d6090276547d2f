// English: the texts of calls.
export const calls = {}
