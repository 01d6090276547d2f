// English: the texts of help.
export const help = {}
