// English: the texts of open request.
export const openRequest = {}
