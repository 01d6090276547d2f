// Pomelo and Pinus listen on every interface. Under Grove they listen where the plan says, as its own servers do.
import { Server } from 'node:net'
import type { AdapterContext, Foreign } from '../adapter.ts'

export function listenLocally(context: AdapterContext): void {
  context.wrapMethod(Server.prototype, 'listen', (server, args, original) =>
    original(server, withHost(args, context.host)),
  )
}

/** Returns the arguments of `net.Server.listen` with this host, unless they have one or name no TCP port. */
function withHost(args: Foreign[], host: string): Foreign[] {
  const [first, second, ...rest] = args
  if (isPort(first)) {
    if (typeof second === 'string' && second !== '') return args
    const others = second === undefined || second === null || second === '' ? rest : [second, ...rest]
    return [first, host, ...others]
  }
  if (typeof first === 'object' && first !== null && isPort(first.port) && !first.host && !first.path)
    return [Object.assign({}, first, { host }), second, ...rest]
  return args
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
}
