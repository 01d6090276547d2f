// The adapter for Moleculer 0.14 and 0.15: watches brokers, their transporters and their registries.
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import { BrokerMember } from './broker-member.ts'
import { watchHttpRequests } from './http-requests.ts'
import { watchDialledSockets, watchTcpReader, watchTcpWriter } from './transporter-sockets.ts'
import { tapTransporter } from './transporter-tap.ts'

export function install(context: AdapterContext): void {
  const brokers = new WeakMap<object, BrokerMember>()
  /** The one that HTTP requests belong to; it is not known which broker of a process serves them. */
  let first: BrokerMember | undefined
  const memberOf = (broker: Foreign): Member | undefined => brokers.get(broker)?.member
  const watch = (file: string, callback: (exports: Foreign) => void): void =>
    context.onModuleLoaded({ package: 'moleculer', file: `src/${file}` }, callback)

  watch('service-broker.js', (ServiceBroker) => {
    watchDialledSockets(context)
    watchHttpRequests(context, () => first?.member)
    context.wrapMethod(ServiceBroker.prototype, 'start', (broker, args, original) => {
      const joined = new BrokerMember(context, broker)
      brokers.set(broker, joined)
      first ??= joined
      return joined.start(() => original(broker, args))
    })
    context.wrapMethod(ServiceBroker.prototype, 'stop', (broker, args, original) => {
      const joined = brokers.get(broker)
      return joined ? joined.stop(() => original(broker, args)) : original(broker, args)
    })
    context.wrapMethod(ServiceBroker.prototype, 'fatal', (broker, args, original) => {
      const [message, , exits] = args
      if (exits !== false) brokers.get(broker)?.failed(String(message))
      return original(broker, args)
    })
  })
  watch('transit.js', (Transit) => {
    context.wrapMethod(Transit.prototype, 'discoverNodes', (transit, args, original) => {
      brokers.get(transit.broker)?.discovers()
      return original(transit, args)
    })
  })
  watch('transporters/base.js', (BaseTransporter) => {
    context.wrapMethod(BaseTransporter.prototype, 'init', (tx, args, original) => {
      const result = original(tx, args)
      if (tx.broker) tapTransporter(context, tx, () => brokers.get(tx.broker))
      return result
    })
  })
  watch('transporters/tcp.js', (TcpTransporter) => {
    context.wrapMethod(TcpTransporter.prototype, 'addOfflineNode', (tx, args, original) => {
      memberOf(tx.broker)?.step('nodeHeardOf', String(args[0]))
      return original(tx, args)
    })
  })
  watch('transporters/tcp/udp-broadcaster.js', (UdpServer) => {
    context.wrapMethod(UdpServer.prototype, 'discover', (server, args, original) => {
      if (server.servers.length > 0) memberOf(server.transporter.broker)?.step('announced')
      return original(server, args)
    })
  })
  watch('transporters/tcp/tcp-writer.js', (TcpWriter) => watchTcpWriter(context, TcpWriter, memberOf))
  watch('transporters/tcp/tcp-reader.js', (TcpReader) => watchTcpReader(context, TcpReader, memberOf))
}
