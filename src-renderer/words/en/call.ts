// English: the texts of call.
export const call = {}
