// English: the texts of state.
export const state = {}
