// English: the texts of faults.
export const faults = {}
