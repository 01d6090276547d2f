// The dialect of Moleculer clusters: nodes without a master that tell each other of their services, by a broker or by
// gossip over TCP.
import type { Dialect } from '../../protocol/dialect.ts'

export const MOLECULER_DIALECT: Dialect = {
  name: 'moleculer',
  title: 'Moleculer',
  hasMaster: false,
  // A node that was killed leaves the lists within twice the default timeout of heartbeats.
  settleMs: 65_000,
  sees: { views: true, proxies: true, packets: true },
  unseen: [
    'A broker without a transporter, and calls between services of one node, send no packets.',
    'With transporters other than TCP, NATS and Redis, a packet to all nodes and one to a single node look alike to their receivers.',
    'A packet is not seen if a middleware of the project replaces transporterSend and does not pass on its third argument.',
    'Moleculer is not seen inside a bundle (esbuild, webpack): load it from node_modules.',
    'Of a stream, the first chunk is the call or its answer; further chunks are packets without calls.',
  ],
  steps: [
    {
      title: 'The node connects to its transporter',
      events: [{ t: 'state', of: 'self', names: ['connecting'], pick: 'first' }],
    },
    {
      title: 'The transporter is connected, and its topics are subscribed to',
      events: [{ t: 'state', of: 'self', names: ['registered'], pick: 'first' }],
    },
    {
      title: 'The node discovers: DISCOVER to all; with TCP, a UDP announcement or a first HELLO',
      events: [
        { t: 'packet', of: 'self', names: ['DISCOVER', 'GOSSIP_HELLO'], pick: 'first' },
        { t: 'step', of: 'self', names: ['announced'], pick: 'first' },
        { t: 'state', of: 'self', names: ['subscribing'], pick: 'first' },
      ],
    },
    {
      title: 'The wait for answers is over; its services start',
      events: [{ t: 'state', of: 'self', names: ['subscribed'], pick: 'first' }],
    },
    {
      title: 'The broker has started',
      events: [{ t: 'state', of: 'self', names: ['started'], pick: 'first' }],
    },
    {
      title: 'The node tells the others of its services (INFO; with TCP, gossip)',
      events: [{ t: 'packet', of: 'self', to: 'peer', names: ['INFO', 'GOSSIP_RES'] }],
    },
    {
      title: 'The others tell it of theirs',
      events: [{ t: 'packet', of: 'peer', to: 'self', names: ['INFO', 'GOSSIP_RES'] }],
    },
    {
      title: 'It adds the others to its registry, and can call their actions',
      events: [
        { t: 'view', of: 'self', effectOf: 7 },
        { t: 'proxy', of: 'self', effectOf: 7 },
      ],
    },
    {
      title: 'The others add it, and can call its actions',
      events: [
        { t: 'view', of: 'peer', about: 'self' },
        { t: 'proxy', of: 'peer', about: 'self' },
      ],
    },
  ],
  phases: {
    DISCOVER: 'subscribe',
    INFO: 'notify',
    DISCONNECT: 'notify',
    HEARTBEAT: 'admin',
    PING: 'admin',
    PONG: 'admin',
    GOSSIP_HELLO: 'connect',
    GOSSIP_REQ: 'admin',
    GOSSIP_RES: 'notify',
    REQ: 'rpc',
    RES: 'rpc',
    EVENT: 'rpc',
    announced: 'connect',
    nodeHeardOf: 'connect',
    httpRequest: 'rpc',
  },
  checks: [
    'views-agree-when-idle',
    'revisions-grow',
    'state-order',
    'one-answer',
    'proxies-made',
    'rpc-ended',
    'converges-in-time',
    'node-lost-while-alive',
  ],
  states: {
    connecting: 'connecting to the transporter',
    registered: 'connected to the transporter',
    subscribing: 'discovering',
    subscribed: 'discovered',
  },
}
