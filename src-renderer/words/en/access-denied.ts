// English: the texts of access denied.
export const accessDenied = {}
