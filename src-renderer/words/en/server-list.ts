// English: the texts of server list.
export const serverList = {}
