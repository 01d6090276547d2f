// The door that every running Grove opens for commands: the contract on a port of 127.0.0.1, behind a secret that only
// files of this user hold. No page gets in, not even Grove's own.
import type { Shell, HostServer } from '../contract/index.ts'
import { groveVersion, stateFolder } from '../host/index.ts'
import { refusePages, refuseSource } from './guard.ts'
import { announce } from './instance.ts'
import { listenLocally } from './listen.ts'
import { loadSockets } from './sockets.ts'
import { createToken } from './token.ts'

export interface ControlServerOptions {
  shell: Shell
  /** Grove's state folder, when not the user's own. */
  state?: string
  /** Told, in a sentence, why there is no door: nothing else of Grove depends on it. */
  say: (text: string) => void
}

/** Lets other commands of this user act on the host. Never rejects; returns its stop. */
export async function startControlServer(
  host: HostServer,
  options: ControlServerOptions,
): Promise<() => Promise<void>> {
  try {
    return await open(host, options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    options.say(`Other commands cannot act on this Grove, for its door could not be opened: ${reason}`)
    return async () => {}
  }
}

async function open(host: HostServer, { shell, state = stateFolder() }: ControlServerOptions) {
  const token = createToken()
  const serveSockets = await loadSockets()
  const { http, port } = await listenLocally(0)
  const stop = serveSockets(http, host, {
    token,
    refuse: (request) => refuseSource(request, port) ?? refusePages(request),
  })
  // Socket.IO has put its HTTP handler in front: only upgrades are served here.
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
