// The connections of Pinus and of Pomelo since 1.0: MQTT frames over TCP. A topic is the event, its payload JSON.
import type { AdapterContext, Foreign, TappedLink } from '../adapter.ts'
import type { LinkKind } from '../../protocol/record.ts'
import type { ControlFlow } from './control-flow.ts'
import { ControlPacketNames, type ControlPacket } from './control-packets.ts'
import type { Participant } from './participant.ts'
import { RpcPacket } from './rpc-packets.ts'

/** The beginning of the client id says what a connection is for; the rest of it is the time. */
const CLIENT_ID = /^MQTT_(ADMIN|RPC)_(\d+)$/

interface Connection {
  link: TappedLink
  kind: LinkKind
  end: 'dialler' | 'listener'
  names: ControlPacketNames
}

/** Taps each connection that this copy of the package `mqtt-connection` makes. */
export function tapMqttConnections(
  exported: Foreign,
  context: AdapterContext,
  participant: Participant,
): void {
  const links = new WeakMap<object, Connection>()
  const proto = exported.prototype

  const add = (socket: Foreign, clientId: unknown, end: Connection['end']): void => {
    const [, purpose, time] = CLIENT_ID.exec(String(clientId)) ?? []
    const { member, flow } = participant
    if (purpose === undefined || !member || !flow || links.has(socket)) return
    const kind = purpose === 'ADMIN' ? 'control' : 'rpc'
    const link = member.link(kind, end)
    links.set(socket, { link, kind, end, names: new ControlPacketNames() })
    const { stream } = socket
    const opened = context.guard(() => {
      const ports = [stream.localPort, stream.remotePort]
      link.opened(`${(end === 'dialler' ? ports : ports.reverse()).join('-')}-${Number(time).toString(36)}`)
    })
    if (stream.connecting) stream.prependOnceListener('connect', opened)
    else opened()
    stream.prependOnceListener(
      'close',
      context.guard(() => {
        link.closed('closed')
        if (kind === 'control' && end === 'dialler') flow.lost()
      }),
    )
  }

  context.wrapMethod(proto, 'connect', (socket, args, original) => {
    add(socket, args[0]?.clientId, 'dialler')
    return original(socket, args)
  })
  context.wrapMethod(proto, 'on', (socket, args, original) => {
    const [event, listener] = args
    if (event !== 'publish') return original(socket, args)
    if (!links.has(socket)) {
      const accepted = context.guard((packet: Foreign) => add(socket, packet.clientId, 'listener'))
      original(socket, ['connect', accepted])
    }
    const deliver = (packet: Foreign): Foreign => listener.call(socket, packet)
    return original(socket, ['publish', receiver(context, participant, () => links.get(socket), deliver)])
  })
  context.wrapMethod(proto, 'publish', (socket, args, original) => {
    const connection = links.get(socket)
    const write = (): Foreign => original(socket, args)
    if (!connection) return write()
    const { topic, payload } = args[0]
    if (connection.kind === 'rpc') return connection.link.send(new RpcPacket(topic, payload), write)
    const packet = controlPacket(connection, topic, payload, connection.end === 'dialler')
    reportSending(participant.flow, connection, packet)
    return connection.link.send(packet, write)
  })
}

/** Returns the listener for incoming packets. */
function receiver(
  context: AdapterContext,
  { flow }: Participant,
  find: () => Connection | undefined,
  deliver: (packet: Foreign) => Foreign,
) {
  return (mqtt: Foreign): Foreign => {
    const connection = context.isOff ? undefined : find()
    if (!connection) return deliver(mqtt)
    const { link, kind, end } = connection
    if (kind === 'rpc') return link.receive(new RpcPacket(mqtt.topic, mqtt.payload), () => deliver(mqtt))
    const packet = controlPacket(connection, mqtt.topic, mqtt.payload, end === 'listener')
    return link.receive(packet, () => {
      if (end === 'dialler' && flow) return flow.receivingDown(packet, () => deliver(mqtt))
      flow?.receivingUp(link, packet)
      return deliver(mqtt)
    })
  }
}

function reportSending(
  flow: ControlFlow | undefined,
  { link, end }: Connection,
  packet: ControlPacket,
): void {
  if (end === 'dialler') flow?.sendingUp(packet)
  else flow?.sendingDown(link, packet)
}

function controlPacket(
  { names }: Connection,
  topic: string,
  payload: string | Buffer,
  isUp: boolean,
): ControlPacket {
  return names.describe(topic, decode(String(payload)), Buffer.byteLength(payload), isUp)
}

/** Requests and answers are encoded twice. */
function decode(text: string): Foreign {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? JSON.parse(value) : value
  } catch {
    return text
  }
}
