// English: the texts of exporting.
export const exporting = {}
