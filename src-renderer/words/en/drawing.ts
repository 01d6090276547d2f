// English: the texts of drawing.
export const drawing = {}
