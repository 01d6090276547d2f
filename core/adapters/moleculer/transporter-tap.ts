// Records the packets of one transporter, and how its connection to the others stands.
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import { busPacket, kindOf } from './packet.ts'
import { asProgram, asTransporter } from './transporter-sockets.ts'

/** A broker that has joined, as its transporter sees it. */
export interface TappedBroker {
  readonly member: Member
  /** The transporter has connected, or lost its connection. */
  connectionChanged(isConnected: boolean): void
  /** A packet of the control plane has been handled. */
  registryMayHaveChanged(): void
}

/** Types of packets that a node also handles if they are its own. */
const HANDLED_OWN = new Set(['REQ', 'RES', 'EVENT'])
/** Transporters that subscribe to each topic by itself. */
const SUBSCRIBES_EACH = new Set(['NatsTransporter', 'FakeTransporter'])

/** Called when a transporter belongs to a broker and before it connects. */
export function tapTransporter(
  context: AdapterContext,
  tx: Foreign,
  broker: () => TappedBroker | undefined,
): void {
  /** The packet that was serialized last, which is then sent. */
  let serialized: { packet: Foreign; data: Foreign } | null = null
  /** The packet that is being received: it need not be deserialized again. */
  let received: { data: Foreign; packet: Foreign } | null = null
  /** Topic of the packet that is being received, where the transporter shows it. */
  let topic: string | null = null

  context.wrapMethod(tx, 'serialize', (self, args, original) => {
    const data = original(self, args)
    serialized = { packet: args[0], data }
    return data
  })
  context.wrapMethod(tx, 'deserialize', (self, args, original) =>
    received !== null && received.data === args[1] ? received.packet : original(self, args),
  )

  context.wrapMethod(tx, 'send', (self, args, original) => {
    const tapped = broker()
    const [, sent, meta] = args
    const packet = meta?.packet
    if (!tapped || !packet || isIdle(tapped, packet.type)) return original(self, args)
    const data = serialized?.packet === packet ? serialized?.data : sent
    const transmission = {
      type: packet.type,
      payload: packet.payload,
      data,
      isJson: isJson(self),
      bytes: sent.length,
      prefix: self.prefix,
      target: showsTopics(self) ? (packet.target ?? null) : (packet.target ?? undefined),
    }
    let isSync = true
    const publish = (): Foreign => {
      const published = original(self, args)
      // Its caller was answered before, so nobody handles what a delayed packet meets.
      if (!isSync) published?.then(undefined, () => undefined)
      return published
    }
    const published = tapped.member.bus.publish(busPacket(transmission), publish)
    isSync = false
    return published ?? self.broker.Promise.resolve()
  })

  context.wrapMethod(tx, 'receive', (self, args, original) => {
    const tapped = broker()
    const [type, data] = args
    if (!tapped || !data) return original(self, args)
    if (isIdle(tapped, type)) return asProgram(() => original(self, args))
    const packet = deserialize(self, type, data)
    const payload = packet?.payload
    if (!payload || isEcho(tapped, type, payload, self)) return asProgram(() => original(self, args))
    const isTargeted = topic?.endsWith(`.${self.nodeID}`)
    const transmission = {
      type,
      payload,
      data,
      isJson: isJson(self),
      bytes: data.length,
      prefix: self.prefix,
      target: isTcp(self) || isTargeted ? self.nodeID : topic === null ? undefined : null,
    }
    return tapped.member.bus.receive(busPacket(transmission), () => {
      received = { data, packet }
      try {
        return asProgram(() => original(self, args))
      } finally {
        received = null
        if (kindOf(type) === 'control') tapped.registryMayHaveChanged()
      }
    })
  })

  context.wrapMethod(tx, 'connect', (self, args, original) => {
    const tapped = broker()
    return tapped ? asTransporter(tapped.member, () => original(self, args)) : original(self, args)
  })
  context.wrapMethod(tx, 'onConnected', (self, args, original) => asProgram(() => original(self, args)))
  watchConnected(context, tx, broker)
  watchTopics(context, tx, (given, body) => {
    topic = given
    try {
      return body()
    } finally {
      topic = null
    }
  })
}

function isIdle({ member }: TappedBroker, type: string): boolean {
  return member.bus.isIdle(kindOf(type))
}

/** Returns undefined for what the transporter itself will refuse. */
function deserialize(tx: Foreign, type: string, data: Foreign): Foreign {
  try {
    return tx.deserialize(type, data)
  } catch {
    return undefined
  }
}

/** Whoever subscribes to what it publishes gets its own packets, and ignores them. */
function isEcho({ member }: TappedBroker, type: string, payload: Foreign, tx: Foreign): boolean {
  if (payload.sender !== tx.nodeID || HANDLED_OWN.has(type) || member.state === 'failed') return false
  return payload.instanceID === undefined || payload.instanceID === tx.broker.instanceID
}

function isJson(tx: Foreign): boolean {
  return tx.broker.serializer?.constructor?.name === 'JSONSerializer'
}

export function isTcp(tx: Foreign): boolean {
  return tx?.constructor.name === 'TcpTransporter'
}

function showsTopics(tx: Foreign): boolean {
  return isTcp(tx) || typeof tx.getRedisClient === 'function' || SUBSCRIBES_EACH.has(tx.constructor.name)
}

/** All transporters keep their state in the property `connected`. */
function watchConnected(context: AdapterContext, tx: Foreign, broker: () => TappedBroker | undefined): void {
  let isConnected = Boolean(tx.connected)
  const changed = context.guard((to: boolean) => broker()?.connectionChanged(to))
  Object.defineProperty(tx, 'connected', {
    configurable: true,
    enumerable: true,
    get: () => isConnected,
    set: (to: boolean) => {
      const wasConnected = isConnected
      isConnected = to
      if (wasConnected !== to) changed(to)
    },
  })
}

/** Lets `within` know the topic of each packet that arrives. */
function watchTopics(
  context: AdapterContext,
  tx: Foreign,
  within: (topic: string, body: () => unknown) => unknown,
): void {
  if (typeof tx.getRedisClient === 'function') {
    context.wrapMethod(tx, 'getRedisClient', (self, args, original) => {
      const client = original(self, args)
      context.wrapMethod(client, 'emit', (emitter, emitted, emit) =>
        emitted[0] === 'messageBuffer'
          ? within(String(emitted[1]), () => emit(emitter, emitted))
          : emit(emitter, emitted),
      )
      return client
    })
  } else if (SUBSCRIBES_EACH.has(tx.constructor.name)) {
    context.wrapMethod(tx, 'subscribe', (self, args, original) => {
      const topic = self.getTopicName(args[0], args[1])
      const receive = (...packet: unknown[]): unknown => within(topic, () => self.receive(...packet))
      return original(Object.create(self, { receive: { value: receive } }), args)
    })
  }
}
