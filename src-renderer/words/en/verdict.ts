// English: the texts of verdict.
export const verdict = {}
