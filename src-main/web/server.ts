// The server of the web shell on this machine: guard, static files and sockets.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer, type Server as SocketServer } from 'node:net'
import { HostError, pageFragment, type HostServer, type PageFragment } from '../contract/index.ts'
import { listenLocally, loadSockets, LOCAL_NAMES, refuseSource } from '../control/index.ts'
import { pageHeaders } from '../shell/page.ts'
import { refuseFetch } from './guard.ts'
import { asksForLines, serveLines } from './lines.ts'
import { PageAccess } from './page-access.ts'
import { refuse, serveFile } from './static-files.ts'

/** A free port of one address family is seldom used in the other. */
const MAX_PORTS_TRIED = 20

export interface WebOptions {
  /** 0 takes any free port. */
  port: number
  /** The folder of the built page. */
  rendererDirectory: string
}

export interface WebServer {
  /** The page's host name, new for each run: nothing that a browser keeps for a name is from another server. */
  name: string
  port: number
  /** Secret: admits as often as wanted. */
  token: string
  /** Returns an address that admits one page; secret. `opened`: what the page opens. */
  address(opened?: Omit<PageFragment, 'code'>): string
  /** Returns an address that admits one more page within 30 s; secret. */
  furtherAddress(): string
  /** Called when a page has used the address: `address` returns a new one. */
  onAddressUsed(listener: () => void): void
  close(): Promise<void>
}

/** @throws {HostError} PORT_IN_USE, PORT_DENIED */
export async function serveWeb(host: HostServer, options: WebOptions): Promise<WebServer> {
  const access = new PageAccess()
  const name = `grove-${randomBytes(10).toString('hex')}.localhost`
  const serveSockets = await loadSockets()
  const { http, port, closeIpv6 } = await listen(options.port).catch((error: unknown) => {
    throw listenProblem(error, options.port)
  })
  const names = [name, ...LOCAL_NAMES]
  const stopSockets = serveSockets(http, host, {
    admit: access.admit,
    refuse: (request) => refuseSource(request, port, names),
  })
  // Replaces the HTTP handler of Socket.IO, which only gets upgrades.
  http.removeAllListeners('request')
  const sockets = [name, '127.0.0.1', 'localhost'].map((each) => `ws://${each}:${port}`)
  const headers = Object.entries(pageHeaders(sockets))
  http.on('request', (request, response) => {
    for (const [header, value] of headers) response.setHeader(header, value)
    const refusal = refuseSource(request, port, names) ?? refuseFetch(request)
    if (refusal) refuse(response, refusal)
    else if (asksForLines(request)) {
      if (access.isAdmitted(request)) void serveLines(host.api, request, response)
      else refuse(response, { status: 401, reason: 'The token of the page is missing or wrong.' })
    } else void serveFile(options.rendererDirectory, request, response)
  })
  const page = `http://${name}:${port}/`
  return {
    name,
    port,
    token: access.token,
    address: (opened) => page + pageFragment({ code: access.code, ...opened }),
    furtherAddress: () => page + pageFragment({ code: access.createCode() }),
    onAddressUsed: (listener) => (access.onCodeUsed = listener),
    close: async () => {
      closeIpv6()
      await close(http, stopSockets)
    },
  }
}

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1 too. A browser may try either for a name that ends with
 * `.localhost`, so that another user must not have the port of the other.
 */
async function listen(port: number): Promise<{ http: Server; port: number; closeIpv6: () => void }> {
  for (let attempt = 1; ; attempt += 1) {
    const own = await listenLocally(port)
    const ipv6 = createServer((socket) => own.http.emit('connection', socket))
    try {
      await listenOnIpv6(ipv6, own.port)
      return { ...own, closeIpv6: () => ipv6.close() }
    } catch (error) {
      own.http.close()
      if (port !== 0 || attempt === MAX_PORTS_TRIED) throw error
    }
  }
}

async function listenOnIpv6(server: SocketServer, port: number): Promise<void> {
  try {
    server.listen({ port, host: '::1', exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error
  }
}

function listenProblem(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const hint = 'Choose another port, or none: Grove then takes a free one.'
  if (code === 'EADDRINUSE')
    return new HostError(
      { code: 'PORT_IN_USE', message: `Port ${port} is in use on 127.0.0.1 or ::1.`, hint, field: 'port' },
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
