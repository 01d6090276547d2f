// English: the texts of overview.
export const overview = {}
