// The connections of Pomelo before 1.0: Socket.IO 0.9. An event has one argument, the packet.
import type { AdapterContext, AdapterPacket, Foreign, TappedLink } from '../adapter.ts'
import type { LinkKind } from '../../protocol/record.ts'
import { ControlPacketNames, type ControlPacket } from './control-packets.ts'
import type { Participant } from './participant.ts'
import { callsOf } from './rpc-packets.ts'

/** What Socket.IO itself emits on a socket, beside packets. */
const LOCAL_EVENTS = new Set([
  'connect',
  'connecting',
  'connect_failed',
  'connection',
  'disconnect',
  'error',
  'newListener',
  'reconnecting',
  'reconnect_failed',
])

interface Connection {
  link: TappedLink
  kind: LinkKind
  end: 'dialler' | 'listener'
  names: ControlPacketNames
}

/** Taps the sockets that this process dials. */
export function tapDialledSockets(
  exported: Foreign,
  context: AdapterContext,
  participant: Participant,
): void {
  const sockets = new Sockets(context, participant)
  context.wrapMethod(exported.SocketNamespace.prototype, 'emit', (socket, args, original) =>
    sockets.send(sockets.dialled(socket), args, () => original(socket, args)),
  )
  context.wrapMethod(exported.SocketNamespace.prototype, '$emit', (socket, args, original) => {
    const deliver = (): Foreign => original(socket, args)
    if (args[0] === 'connect') sockets.dialled(socket)?.link.opened(socket.socket.sessionid)
    if (args[0] === 'disconnect') sockets.close(socket)
    // The event `reconnect` is also Socket.IO's own, without a packet.
    if (typeof args[1] === 'number' && args[0] === 'reconnect') return deliver()
    return sockets.receive(sockets.known(socket), args, deliver)
  })
}

/** Taps the sockets that this process accepts. */
export function tapAcceptedSockets(
  exported: Foreign,
  context: AdapterContext,
  participant: Participant,
): void {
  const sockets = new Sockets(context, participant)
  context.wrapMethod(exported.prototype, 'emit', (socket, args, original) =>
    sockets.send(sockets.accepted(socket), args, () => original(socket, args)),
  )
  context.wrapMethod(exported.prototype, '$emit', (socket, args, original) => {
    const deliver = (): Foreign => original(socket, args)
    const connection = sockets.accepted(socket)
    if (args[0] === 'disconnect') sockets.close(socket)
    return sockets.receive(connection, args, deliver)
  })
}

class Sockets {
  readonly #context: AdapterContext
  readonly #participant: Participant
  readonly #connections = new WeakMap<object, Connection>()

  constructor(context: AdapterContext, participant: Participant) {
    this.#context = context
    this.#participant = participant
  }

  known(socket: Foreign): Connection | undefined {
    return this.#connections.get(socket)
  }

  dialled(socket: Foreign): Connection | undefined {
    const { port } = socket.socket.options
    return (
      this.known(socket) ??
      this.#add(socket, Number(port) === this.#masterPort ? 'control' : 'rpc', 'dialler')
    )
  }

  /** Sockets of clients are no links of the cluster. */
  accepted(socket: Foreign): Connection | undefined {
    const known = this.known(socket)
    if (known) return known
    const port = socket.manager.server.address()?.port
    const { app, isMaster } = this.#participant
    if (isMaster ? port !== this.#masterPort : port !== Number(app?.getCurServer().port)) return undefined
    const connection = this.#add(socket, isMaster ? 'control' : 'rpc', 'listener')
    connection?.link.opened(socket.id)
    return connection
  }

  /** A socket that connects again is a new connection. */
  close(socket: Foreign): void {
    const connection = this.known(socket)
    if (!connection) return
    this.#connections.delete(socket)
    connection.link.closed('closed')
    if (connection.kind === 'control' && connection.end === 'dialler') this.#participant.flow?.lost()
  }

  send(connection: Connection | undefined, args: Foreign[], write: () => Foreign): Foreign {
    const [event, message] = args
    if (!connection || LOCAL_EVENTS.has(event)) return write()
    const { link, kind, end } = connection
    if (kind === 'rpc') return link.send(() => rpcPacket(event, message), write)
    const packet = controlPacket(connection, event, message, end === 'dialler')
    if (end === 'dialler') this.#participant.flow?.sendingUp(packet)
    else this.#participant.flow?.sendingDown(link, packet)
    return link.send(packet, write)
  }

  receive(connection: Connection | undefined, args: Foreign[], deliver: () => Foreign): Foreign {
    const [event, message] = args
    const { flow } = this.#participant
    if (!connection || LOCAL_EVENTS.has(event)) return deliver()
    const { link, kind, end } = connection
    if (kind === 'rpc') return link.receive(() => rpcPacket(event, message), deliver)
    const packet = controlPacket(connection, event, message, end === 'listener')
    return link.receive(packet, () => {
      if (end === 'dialler' && flow) return flow.receivingDown(packet, deliver)
      flow?.receivingUp(link, packet)
      return deliver()
    })
  }

  get #masterPort(): number {
    return Number(this.#participant.app?.getMaster().port)
  }

  #add(socket: object, kind: LinkKind, end: Connection['end']): Connection | undefined {
    const { member } = this.#participant
    if (!member || this.#context.isOff) return undefined
    const connection = { link: member.link(kind, end), kind, end, names: new ControlPacketNames() }
    this.#connections.set(socket, connection)
    return connection
  }
}

function rpcPacket(event: string, message: Foreign): AdapterPacket {
  const json = JSON.stringify(message) ?? 'null'
  const calls = callsOf(message)
  const [first] = calls
  const name = first === undefined ? event : first.answers ? 'rpc.answer' : 'rpc.call'
  return { event, name, bytes: Buffer.byteLength(json), json, calls }
}

function controlPacket({ names }: Connection, event: string, message: Foreign, isUp: boolean): ControlPacket {
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '')
  return names.describe(event, decode(message), Buffer.byteLength(text), isUp)
}

/** Requests and answers are texts of JSON. */
function decode(message: Foreign): Foreign {
  if (typeof message !== 'string') return message
  try {
    return JSON.parse(message)
  } catch {
    return message
  }
}
