// English: the texts of ui.
export const ui = {}
