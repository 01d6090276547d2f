// The dialects of Socket.IO clusters: adapters whose nodes keep a list of each other, and adapters that only count them.
import type { Dialect } from '../../protocol/dialect.ts'

const CHECKS = ['state-order', 'answered-by-all', 'converges-in-time']

const UNSEEN = [
  'Sizes of packets are estimates: how long a packet is as JSON.',
  'Clients are not tapped: of their connections only the end of the node is seen.',
]

/** `@socket.io/cluster-adapter`, and the others that extend `ClusterAdapterWithHeartbeat`. */
export const HEARTBEAT_DIALECT: Dialect = {
  name: 'socket.io',
  title: 'Socket.IO',
  hasMaster: false,
  settleMs: 12_000,
  sees: { views: true, proxies: false, packets: true },
  unseen: [
    ...UNSEEN,
    'Lists of nodes are those of the namespace "/"; other namespaces have lists of their own.',
  ],
  steps: [
    {
      title: 'The node makes its adapter',
      events: [{ t: 'state', of: 'self', names: ['connecting'], pick: 'first' }],
    },
    {
      title: 'The node publishes its first heartbeat',
      events: [{ t: 'packet', of: 'self', names: ['INITIAL_HEARTBEAT'], pick: 'first' }],
    },
    {
      title: 'The other nodes add it to their lists',
      events: [{ t: 'view', of: 'peer', about: 'self' }],
    },
    {
      title: 'The other nodes answer with a heartbeat',
      events: [{ t: 'packet', of: 'peer', to: 'self', names: ['HEARTBEAT'], effectOf: 2 }],
    },
    {
      title: 'The node adds them to its list',
      events: [{ t: 'view', of: 'self', effectOf: 4 }],
    },
    {
      title: 'The node is ready for clients',
      events: [{ t: 'state', of: 'self', names: ['started'], pick: 'first' }],
    },
  ],
  phases: {},
  checks: [...CHECKS, 'views-agree-when-idle', 'revisions-grow', 'node-lost-while-alive'],
  states: { connecting: 'adapter made', registered: 'heartbeat sent' },
}

/** `@socket.io/redis-adapter`, and `@socket.io/redis-streams-adapter` since 0.3: Redis counts the subscribers. */
export const REDIS_DIALECT: Dialect = {
  name: 'socket.io-redis',
  title: 'Socket.IO over Redis',
  hasMaster: false,
  sees: { views: false, proxies: false, packets: true },
  unseen: [
    ...UNSEEN,
    'Nodes keep no list of each other. Whom a request goes to is what Redis says of its subscribers at most a second before.',
    'What Redis itself does with a packet is not seen.',
  ],
  steps: [
    {
      title: 'The node makes its adapter',
      events: [{ t: 'state', of: 'self', names: ['connecting'], pick: 'first' }],
    },
    {
      title: 'Redis confirms its subscriptions',
      events: [{ t: 'step', of: 'self', names: ['subscribed'], before: 3 }],
    },
    {
      title: 'The node has all its subscriptions',
      events: [{ t: 'state', of: 'self', names: ['subscribed'], pick: 'first' }],
    },
    {
      title: 'The node is ready for clients',
      events: [{ t: 'state', of: 'self', names: ['started'], pick: 'first' }],
    },
  ],
  phases: { subscribed: 'subscribe', unsubscribed: 'subscribe' },
  checks: CHECKS,
  states: { connecting: 'adapter made' },
}
