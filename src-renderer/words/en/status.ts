// English: the texts of status.
export const status = {}
