// The web shell: the host behind a page on 127.0.0.1. Puts together the guard, the files and the sockets.
import type { Server } from 'node:http'
import { HostError, pageFragment, type HostServer } from '../contract/index.ts'
import { createToken, listenLocally, loadSockets, refuseSource } from '../control/index.ts'
import { pageHeaders } from '../shell/page.ts'
import { refuseFetch } from './guard.ts'
import { refuse, serveFile } from './static-files.ts'

export interface WebOptions {
  /** 0 takes any free one. */
  port: number
  /** The folder of the built page. */
  rendererDirectory: string
  /** Random unless given. */
  token?: string
}

export interface WebServer {
  /** With the token in its fragment: for the user's eyes only. */
  url: string
  port: number
  token: string
  close(): Promise<void>
}

/** Listens on 127.0.0.1 only. Fails with `PORT_IN_USE` or `PORT_DENIED`. */
export async function serveWeb(host: HostServer, options: WebOptions): Promise<WebServer> {
  const token = options.token ?? createToken()
  const serveSockets = await loadSockets()
  const { http, port } = await listenLocally(options.port).catch((error: unknown) => {
    throw listenProblem(error, options.port)
  })
  const stopSockets = serveSockets(http, host, { token, refuse: (request) => refuseSource(request, port) })
  // Socket.IO has put its HTTP handler in front: only upgrades are its own here, everything else is ours.
  http.removeAllListeners('request')
  const headers = Object.entries(pageHeaders([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]))
  http.on('request', (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const refusal = refuseSource(request, port) ?? refuseFetch(request)
    if (refusal) refuse(response, refusal)
    else void serveFile(options.rendererDirectory, request, response)
  })
  const url = `http://127.0.0.1:${port}/${pageFragment({ token })}`
  return { url, port, token, close: () => close(http, stopSockets) }
}

function listenProblem(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const hint = 'Choose another one, or leave the port out: Grove then takes a free one.'
  if (code === 'EADDRINUSE')
    return new HostError(
      { code: 'PORT_IN_USE', message: `Port ${port} is in use on 127.0.0.1.`, hint, field: 'port' },
      error,
    )
  if (code === 'EACCES')
    return new HostError(
      { code: 'PORT_DENIED', message: `This user may not listen on port ${port}.`, hint, field: 'port' },
      error,
    )
  return error
}

async function close(http: Server, stopSockets: () => Promise<void>): Promise<void> {
  const stopped = stopSockets()
  http.closeAllConnections()
  await stopped
}
