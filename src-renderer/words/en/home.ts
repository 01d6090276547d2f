// English: the texts of home.
export const home = {}
