// The adapters for Socket.IO 4: watch the packages that make a cluster of its servers.
import type { AdapterContext, Foreign } from '../adapter.ts'
import { tapClients } from './clients.ts'
import { ClusterAdapterTap } from './cluster-adapter.ts'
import { HEARTBEAT_DIALECT, REDIS_DIALECT } from './dialect.ts'
import { hasList, Nodes } from './node.ts'
import { RedisAdapterTap } from './redis-adapter.ts'
import { RedisClients } from './redis-client.ts'
import { RedisSockets } from './redis-sockets.ts'
import { tapStreamsAdapter } from './streams-adapter.ts'
import { Subscribers } from './subscribers.ts'

/** For adapters whose nodes keep a list of each other. */
export function installHeartbeatAdapter(context: AdapterContext): void {
  install(context, true)
}

/** For adapters whose nodes only count each other. */
export function installRedisAdapter(context: AdapterContext): void {
  install(context, false)
}

function install(context: AdapterContext, expectsList: boolean): void {
  const nodes = new Nodes(context, new RedisSockets(context))
  const clients = new RedisClients(context)
  const subscribers = new Subscribers(context, clients)
  const cluster = new ClusterAdapterTap(context, nodes, subscribers)
  const redis = new RedisAdapterTap(context, nodes, clients, subscribers)
  tapStreamsAdapter(context, clients, subscribers)
  tapClients(context, nodes)

  context.onModuleLoaded({ package: 'socket.io', file: 'dist/namespace.js' }, ({ Namespace }) => {
    context.wrapMethod(Namespace.prototype, '_initAdapter', (namespace, args, original) => {
      const result: unknown = original(namespace, args)
      addAdapter(namespace.adapter)
      return result
    })
  })

  function addAdapter(adapter: Foreign): void {
    if (typeof adapter.uid !== 'string') return
    redis.add(adapter)
    if (typeof adapter.publishResponse === 'function' && typeof adapter.onMessage === 'function')
      cluster.add(adapter)
    const node = nodes.find(adapter.nsp.server)
    if (!node) return
    context.wrapMethod(adapter, 'close', (self, args, close) => {
      node.closing()
      const result: unknown = close(self, args)
      node.closed(self)
      redis.remove(self)
      return result
    })
    if (hasList(adapter) === expectsList) return
    const { name } = hasList(adapter) ? HEARTBEAT_DIALECT : REDIS_DIALECT
    const keeps = hasList(adapter) ? 'keeps a list of the nodes' : 'keeps no list of the nodes'
    const message = `${adapter.constructor.name} ${keeps}: write "adapter": "${name}" in grove.json.`
    if (expectsList) node.member.failed(message)
    else node.member.log('warn', message)
  }

  context.onModuleLoaded({ package: '@socket.io/sticky' }, (exports) => {
    context.wrapMethod(exports, 'setupWorker', (self, args, original) => {
      const result: unknown = original(self, args)
      nodes.setServed(args[0])
      return result
    })
  })
}
