// English: the texts of selection.
export const selection = {}
