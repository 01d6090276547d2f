// What this process was started with: read once from its environment, and gone from it before any code of the user's runs.
import { ClusterError } from '../protocol/errors.ts'
import type { ProcessSetup } from './messages.ts'

export interface StartOptions {
  setup: ProcessSetup
  token: string
}

/** Fails with `BAD_SETUP` when Grove did not start this process. */
export function readSetup(environment: NodeJS.ProcessEnv): StartOptions {
  const { GROVE_PROCESS: setup, GROVE_TOKEN: token } = environment
  delete environment.GROVE_PROCESS
  delete environment.GROVE_TOKEN
  if (!setup || !token || !process.send) {
    const hint = 'Start the cluster with `grove up`, or call startServer() from a script of your own.'
    throw new ClusterError('BAD_SETUP', 'this file is started by Grove, not by hand', { hint })
  }
  return { setup: JSON.parse(setup) as ProcessSetup, token }
}
