// English: the texts of preview.
export const preview = {}
