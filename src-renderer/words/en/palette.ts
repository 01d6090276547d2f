// English: the texts of palette.
export const palette = {
  title: 'Command palette',
  placeholder: 'Type a command: kill chat-2, go to 1:40, export html',
  commands: 'Commands',
  recent: 'Used lately',
  none: (typed: string) => `No command fits “${typed}”.`,
  count: (count: number) => (count === 1 ? '1 command' : `${count} commands`),
  more: (count: number) => `${count} more. Type to narrow them down.`,
  cancel: 'Cancel',
  open: 'Commands',
  openTitle: (key: string) => `All commands (${key})`,
}
