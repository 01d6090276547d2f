// English: the texts of logs.
export const logs = {}
