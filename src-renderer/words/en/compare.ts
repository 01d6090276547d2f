// English: the texts of compare.
export const compare = {}
