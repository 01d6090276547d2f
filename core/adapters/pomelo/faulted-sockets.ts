// Finds the TCP sockets of the cluster's own connections, for faults: those to and from the ports of master and servers.
import { Server, Socket } from 'node:net'
import type { LinkKind } from '../../protocol/record.ts'
import type { AdapterContext, Foreign } from '../adapter.ts'
import type { Participant } from './participant.ts'

export function watchSockets(context: AdapterContext, participant: Participant): void {
  context.wrapMethod(Socket.prototype, 'connect', (socket, args, original) => {
    const result = original(socket, args)
    watch(context, participant, kindOfDialled(Number(portIn(args)), participant), socket)
    return result
  })
  context.wrapMethod(Server.prototype, 'listen', (server, args, original) => {
    const result = original(server, args)
    const accepted = (socket: Socket): void =>
      watch(context, participant, kindOfAccepted(server.address()?.port, participant), socket)
    server.on('connection', context.guard(accepted))
    return result
  })
}

/** Later, because the frameworks pipe a new socket at once, which would resume it. */
function watch(
  context: AdapterContext,
  { member }: Participant,
  kind: LinkKind | undefined,
  socket: Socket,
): void {
  if (kind === undefined || !member) return
  setImmediate(context.guard(() => member.faults.watch(kind, socket)))
}

/** Node itself passes its arguments as a list. */
function portIn([first]: Foreign[]): Foreign {
  const target: Foreign = Array.isArray(first) ? first[0] : first
  return typeof target === 'object' ? target?.port : target
}

function kindOfDialled(port: number, { app }: Participant): LinkKind | undefined {
  if (!app) return undefined
  if (port === Number(app.getMaster().port)) return 'control'
  const servers: Foreign[] = Object.values(app.getServers())
  return servers.some((server) => Number(server.port) === port) ? 'rpc' : undefined
}

function kindOfAccepted(port: unknown, { app, isMaster }: Participant): LinkKind | undefined {
  if (!app) return undefined
  if (isMaster) return port === Number(app.getMaster().port) ? 'control' : undefined
  return port === Number(app.getCurServer().port) ? 'rpc' : undefined
}
