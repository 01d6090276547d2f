// An HTTP server that only this machine reaches.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on 127.0.0.1; port 0 takes any free one. Rejects with Node's own error. */
export async function listenLocally(port: number): Promise<{ http: Server; port: number }> {
  const http = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
  })
  http.listen({ port, host: '127.0.0.1', exclusive: true })
  await once(http, 'listening')
  return { http, port: (http.address() as AddressInfo).port }
}
