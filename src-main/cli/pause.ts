// `grove pause`: servers that stand still, as in a long garbage collection or on a machine that sleeps.
import { serverCommand } from './server-command.ts'

export const command = serverCommand({
  name: 'pause',
  action: 'pause',
  summary: 'let servers stand still (SIGSTOP): alive to the system, deaf to the others',
  done: 'paused',
})
