// Taps the clients of a node: what they send and get is a link of which only this end is seen.
import type { AdapterContext, AdapterPacket, Foreign, TappedLink } from '../adapter.ts'
import type { CallRecord } from '../../protocol/record.ts'
import { sizeOf } from './content.ts'
import type { Nodes } from './node.ts'

/** Types of packets of the Socket.IO protocol, by number. */
const TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK']
const EVENTS = new Set([2, 5])
const ACKS = new Set([3, 6])
const CLIENT = '?client'

export function tapClients(context: AdapterContext, nodes: Nodes): void {
  const links = new WeakMap<Foreign, TappedLink>()
  context.onModuleLoaded({ package: 'socket.io', file: 'dist/socket.js' }, ({ Socket: { prototype } }) => {
    context.wrapMethod(prototype, '_onconnect', (socket, args, original) => {
      const node = nodes.find(socket.server)
      if (!node) return original(socket, args)
      const link = node.member.link('rpc', 'listener', CLIENT)
      links.set(socket, link)
      link.opened(socket.id)
      return original(socket, args)
    })
    context.wrapMethod(prototype, '_onclose', (socket, args, original) => {
      const result: unknown = original(socket, args)
      links.get(socket)?.closed(String(args[0]))
      links.delete(socket)
      return result
    })
    context.wrapMethod(prototype, '_onpacket', (socket, args, original) => {
      const link = links.get(socket)
      const [packet] = args
      return link
        ? link.receive(
            () => describePacket(packet),
            () => original(socket, args),
          )
        : original(socket, args)
    })
    context.wrapMethod(prototype, 'packet', (socket, args, original) => {
      const link = links.get(socket)
      const [packet] = args
      // An adapter before 2.2 sends what it has encoded for all clients of a room.
      const isPacket = typeof packet?.type === 'number'
      return link && isPacket
        ? link.send(
            () => describePacket(packet),
            () => original(socket, args),
          )
        : original(socket, args)
    })
  })
}

function describePacket({ type, data, id, nsp }: Foreign): AdapterPacket {
  const event = TYPES[type] ?? `packet ${type}`
  const name: unknown = EVENTS.has(type) ? data?.[0] : undefined
  return {
    event,
    name: typeof name === 'string' ? name : ACKS.has(type) ? 'ack' : undefined,
    phase: 'rpc',
    bytes: sizeOf(data),
    body: () => ({ nsp, data }),
    calls: callsOf(type, id, name),
  }
}

function callsOf(type: number, id: number | undefined, name: unknown): CallRecord[] | undefined {
  if (id === undefined) return undefined
  if (ACKS.has(type)) return [{ id, answers: true }]
  return EVENTS.has(type) ? [{ id, method: String(name) }] : undefined
}
