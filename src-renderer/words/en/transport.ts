// English: the texts of transport.
export const transport = {}
