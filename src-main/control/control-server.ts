// The control server of a running Grove: commands of the same user call its host. A page cannot, not even Grove's own.
import { messageOf } from '../../core/kit/message-of.ts'
import { constantTimeEqual } from '../../core/kit/node-constant-time.ts'
import type { HostServer, Shell } from '../contract/index.ts'
import { groveVersion } from '../host/locations.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { createToken, refusePages, refuseSource } from './guard.ts'
import { announce } from './instance.ts'
import { listenLocally, loadSockets } from './local-server.ts'

export interface ControlServerOptions {
  shell: Shell
  /** Grove's state folder. Default: the user's own. */
  state?: string
  /** Gets the reason, a sentence, if the server cannot start. Grove works without it. */
  say: (text: string) => void
}

/** Never rejects. Returns a function that stops the server. */
export async function startControlServer(
  host: HostServer,
  options: ControlServerOptions,
): Promise<() => Promise<void>> {
  try {
    return await start(host, options)
  } catch (error) {
    options.say(
      `Other commands cannot act on this Grove: its control server did not start: ${messageOf(error)}`,
    )
    return async () => {}
  }
}

async function start(host: HostServer, { shell, state = stateFolder() }: ControlServerOptions) {
  const token = createToken()
  const serveSockets = await loadSockets()
  const { http, port } = await listenLocally(0)
  const stop = serveSockets(http, host, {
    admit: (auth) => (constantTimeEqual(tokenIn(auth), token) ? {} : { refused: 'TOKEN_REFUSED' }),
    refuse: (request) => refuseSource(request, port) ?? refusePages(request),
  })
  // Replaces the HTTP handler of Socket.IO: only upgrades are served.
  http.removeAllListeners('request')
  http.on('request', (_, response) => response.writeHead(404).end())
  const close = async () => {
    const stopped = stop()
    http.closeAllConnections()
    await stopped
  }
  const startedAt = new Date().toISOString()
  try {
    const withdraw = await announce(state, { version: groveVersion, shell, startedAt, port, token })
    return async () => {
      withdraw()
      await close()
    }
  } catch (error) {
    await close()
    throw error
  }
}

function tokenIn(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : undefined
}
