// Reads the start options from the environment and removes them, so that user code does not see the token.
import { ClusterError } from '../protocol/errors.ts'
import type { ProcessSetup } from './messages.ts'

export interface StartOptions {
  setup: ProcessSetup
  token: string
}

/** @throws `BAD_SETUP` if this process was not started with a setup, a token and an IPC channel */
export function readSetup(environment: NodeJS.ProcessEnv): StartOptions {
  const { GROVE_PROCESS: setup, GROVE_TOKEN: token } = environment
  delete environment.GROVE_PROCESS
  delete environment.GROVE_TOKEN
  if (!setup || !token || !process.send) {
    const hint = 'Call startServer() or startMaster() to run a server in a script of your own.'
    throw new ClusterError('BAD_SETUP', 'this file cannot be started directly', { hint })
  }
  return { setup: JSON.parse(setup) as ProcessSetup, token }
}
