// English: the texts of server.
export const server = {}
