// `grove stop`: ends servers in order, or the whole cluster.
import { serverCommand } from './server-command.ts'

export const command = serverCommand({
  name: 'stop',
  action: 'stop',
  summary: 'stop servers in order; the whole cluster where none is named',
  done: 'stopped',
  details:
    'A server gets 5 s to stop, then TERM, and after 2 s more KILL. A second stop meanwhile kills at once.',
  withoutServers: ({ connection, run }) => connection.api.stop(run.run),
})
