// English: the texts of problems.
export const problems = {}
