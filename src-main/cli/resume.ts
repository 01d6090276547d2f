// `grove resume`: servers that were paused go on.
import { serverCommand } from './server-command.ts'

export const command = serverCommand({
  name: 'resume',
  action: 'resume',
  summary: 'let paused servers go on',
  done: 'resumed',
})
