// English: the texts of commands.
export const commands = {}
