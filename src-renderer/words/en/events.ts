// English: the texts of events.
export const events = {}
