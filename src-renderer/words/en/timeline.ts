// English: the texts of timeline.
export const timeline = {}
