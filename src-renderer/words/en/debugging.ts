// English: the texts of debugging.
export const debugging = {
  title: (server: string) => `The debugger of ${server} is open`,
  browser: 'Chrome or Edge: paste it into the address bar.',
  editor: 'Editor: attach to Node at this address.',
  note: (server: string) =>
    `It listens on this machine only, until ${server} exits. While it is open, ${server} is not dropped for silence, and it is not killed at a breakpoint.`,
}
