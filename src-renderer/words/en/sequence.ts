// English: the texts of sequence.
export const sequence = {}
