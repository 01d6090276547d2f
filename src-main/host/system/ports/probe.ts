// Whether a port can be had: found out as its user would, by binding it.
import { createServer } from 'node:net'

/** False only where somebody has it; what else forbids it, its user will say better. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
