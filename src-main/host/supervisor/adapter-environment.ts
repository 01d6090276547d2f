// The environment by which a program loads its adapter.
import { SETUP_VARIABLE, type AdapterSetup } from '../../../core/adapters/setup.ts'
import { hookFile } from '../locations.ts'

/** What a program with an adapter is spawned with, beside its socket. */
export type AdapterLaunch = Omit<AdapterSetup, 'socket'> & {
  /** Folder for the socket. */
  sockets: string
}

/** Returns the variables to add. `environment` is what the program has otherwise. */
export function adapterEnvironment(
  { sockets: _, ...setup }: AdapterLaunch,
  socket: string,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const options = environment['NODE_OPTIONS'] ?? ''
  return {
    NODE_OPTIONS: `${options} --require ${quoted(hookFile)}`.trimStart(),
    [SETUP_VARIABLE]: JSON.stringify({ ...setup, socket } satisfies AdapterSetup),
  }
}

/** Node splits its options at spaces, and knows double quotes and backslashes. */
function quoted(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, '\\$&')}"` : path
}
