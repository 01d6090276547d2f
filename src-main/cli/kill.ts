// `grove kill`: ends servers without a word, as a crash does.
import { serverCommand } from './server-command.ts'

export const command = serverCommand({
  name: 'kill',
  action: 'kill',
  summary: 'end servers at once, as a crash does (SIGKILL)',
  done: 'killed',
})
