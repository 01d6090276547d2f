// English: the texts of debugging.
export const debugging = {}
