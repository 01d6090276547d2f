// English: the texts of map.
export const map = {}
