// Probes whether a port is free by binding it.
import { createServer } from 'node:net'

/** Returns false only if the port is in use. Other errors are left to whoever binds it next. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
