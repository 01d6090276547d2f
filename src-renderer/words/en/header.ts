// English: the texts of header.
export const header = {}
