// Reads what this process is started with: the setup from the environment, and the token from the parent.
import { ClusterError } from '../protocol/errors.ts'
import type { ProcessSetup } from './messages.ts'
import type { Parent } from './parent.ts'

export interface StartOptions {
  setup: ProcessSetup
  token: string
}

/**
 * Removes the setup from the environment, so that child processes of user code do not get it.
 * @throws `BAD_SETUP` if this process was not started with a setup and an IPC channel
 */
export function readSetup(environment: NodeJS.ProcessEnv): ProcessSetup {
  const { GROVE_PROCESS: setup } = environment
  delete environment.GROVE_PROCESS
  if (!setup || !process.send) {
    const hint = 'Call startServer() or startMaster() to run a server in a script of your own.'
    throw new ClusterError('BAD_SETUP', 'this file cannot be started directly', { hint })
  }
  return JSON.parse(setup) as ProcessSetup
}

/** Asks for the token, because a message that comes unasked could arrive before this code listens. */
export function requestToken(parent: Parent): Promise<string> {
  return new Promise((resolve) => {
    parent.on('token', ({ token }) => resolve(token))
    parent.send({ grove: 'tokenRequest' })
  })
}
