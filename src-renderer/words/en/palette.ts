// English: the texts of palette.
export const palette = {}
