// `grove restart`: stops servers in order and starts them again, with what was edited meanwhile.
import { serverCommand } from './server-command.ts'

export const command = serverCommand({
  name: 'restart',
  action: 'restart',
  summary: 'stop servers in order and start them again; start those that do not run',
  done: 'restarted',
  details: 'The code is built again first, so that what was edited runs.',
})
