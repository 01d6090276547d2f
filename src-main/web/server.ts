// The server of the web shell on 127.0.0.1: guard, static files and sockets.
import type { Server } from 'node:http'
import { HostError, pageFragment, type HostServer } from '../contract/index.ts'
import { createToken, listenLocally, loadSockets, refuseSource } from '../control/index.ts'
import { pageHeaders } from '../shell/page.ts'
import { refuseFetch } from './guard.ts'
import { refuse, serveFile } from './static-files.ts'

export interface WebOptions {
  /** 0 takes any free port. */
  port: number
  /** The folder of the built page. */
  rendererDirectory: string
  /** Default: random. */
  token?: string
}

export interface WebServer {
  /** Contains the token in its fragment: secret. */
  url: string
  port: number
  token: string
  close(): Promise<void>
}

/** @throws {HostError} PORT_IN_USE, PORT_DENIED */
export async function serveWeb(host: HostServer, options: WebOptions): Promise<WebServer> {
  const token = options.token ?? createToken()
  const serveSockets = await loadSockets()
  const { http, port } = await listenLocally(options.port).catch((error: unknown) => {
    throw listenProblem(error, options.port)
  })
  const stopSockets = serveSockets(http, host, { token, refuse: (request) => refuseSource(request, port) })
  // Replaces the HTTP handler of Socket.IO, which only gets upgrades.
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
  const hint = 'Choose another port, or none: Grove then takes a free one.'
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
