// The sockets of transporters: which they are, so that faults reach them, and the connections of the TCP transporter.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Socket } from 'node:net'
import type { AdapterContext, Foreign, Member } from '../adapter.ts'

/** How long a dial waits while connections hang. */
const DIAL_TIMEOUT_MS = 5_000
/** Packets of all kinds share a connection: what is done to it is a fault of the control plane. */
const KIND = 'control'

/** Whose transporter the running code belongs to. Sockets that it opens are the transporter's. */
const dialling = new AsyncLocalStorage<Member | undefined>()

/** Runs code of a transporter that opens sockets, now or when it reconnects. What they do later has other causes. */
export function asTransporter<Result>(member: Member, body: () => Result): Result {
  return member.causedBy([], () => dialling.run(member, body))
}

/** Runs code that is not the transporter's, like a handler of the packets that it receives. */
export function asProgram<Result>(body: () => Result): Result {
  return dialling.getStore() === undefined ? body() : dialling.run(undefined, body)
}

/** Finds the sockets to brokers like Redis and NATS, by which packets of all kinds go. */
export function watchDialledSockets(context: AdapterContext): void {
  context.wrapMethod(Socket.prototype, 'connect', (socket, args, original) => {
    const result = original(socket, args)
    const member = dialling.getStore()
    member?.faults.watch(KIND, socket)
    return result
  })
}

/** The TCP transporter: each node dials each other one, and sends on its own connection only. */
export function watchTcpWriter(
  context: AdapterContext,
  TcpWriter: Foreign,
  memberOf: (broker: Foreign) => Member | undefined,
): void {
  context.wrapMethod(TcpWriter.prototype, 'connect', (writer, args, original) => {
    const member = memberOf(writer.transporter.broker)
    if (!member) return original(writer, args)
    const allowed = member.faults.assertDialAllowed(KIND, DIAL_TIMEOUT_MS)
    return writer.Promise.resolve(allowed).then(() => asTransporter(member, () => original(writer, args)))
  })
  context.wrapMethod(TcpWriter.prototype, 'addSocket', (writer, args, original) => {
    const [nodeID, socket] = args
    const member = memberOf(writer.transporter.broker)
    if (member) {
      reportConnection(context, member, 'dialler', socket, nodeID)
      socket.once('close', () => reportCut(member, socket))
    }
    return original(writer, args)
  })
}

export function watchTcpReader(
  context: AdapterContext,
  TcpReader: Foreign,
  memberOf: (broker: Foreign) => Member | undefined,
): void {
  context.wrapMethod(TcpReader.prototype, 'onTcpClientConnected', (reader, args, original) => {
    const [socket] = args
    const member = memberOf(reader.transporter.broker)
    if (member) {
      reportConnection(context, member, 'listener', socket)
      member.faults.watch(KIND, socket)
    }
    return original(reader, args)
  })
}

function reportConnection(
  context: AdapterContext,
  member: Member,
  end: 'dialler' | 'listener',
  socket: Foreign,
  peer?: string,
): void {
  const { localPort, remotePort } = socket
  const link = member.link(KIND, end, peer)
  link.opened(end === 'dialler' ? `${localPort}-${remotePort}` : `${remotePort}-${localPort}`)
  socket.once(
    'close',
    context.guard(() => link.closed('closed')),
  )
}

/** The writer learns of a lost connection by an error or an end, and an injected fault is neither. */
function reportCut({ faults }: Member, socket: Foreign): void {
  if (faults.kindOf(KIND) === 'cut') socket.emit('error', new Error('injected fault: the connection is cut'))
}
