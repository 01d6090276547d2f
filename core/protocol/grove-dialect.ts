// The dialect of Grove's own clusters: the thirteen steps by which a server joins, and the checks of PROTOCOL.md.
import type { Dialect } from './dialect.ts'

export const GROVE_DIALECT: Dialect = {
  name: 'grove',
  title: 'Grove',
  hasMaster: true,
  sees: { views: true, proxies: true, packets: true },
  unseen: [],
  steps: [
    {
      title: 'The master listens',
      events: [{ t: 'state', names: ['listening'], before: 4, pick: 'last' }],
    },
    {
      title: 'The monitor dials the master',
      events: [{ t: 'state', of: 'self', names: ['connecting'], pick: 'first' }],
    },
    {
      title: 'The master keeps the connection',
      events: [{ t: 'link', names: ['opened'], end: 'listener', connection: 4 }],
    },
    {
      title: 'The monitor sends register',
      events: [{ t: 'packet', of: 'self', names: ['register'], pick: 'first' }],
    },
    {
      title: 'The master authenticates it and acknowledges',
      events: [
        { t: 'step', names: ['authenticated'], about: 'self', causedBy: 4 },
        { t: 'packet', names: ['register.ack'], answers: 4 },
      ],
    },
    {
      title: 'The watchdog notifies the subscribers',
      events: [{ t: 'packet', to: 'peer', names: ['addServer', 'update', 'replaceServer'], about: 'self' }],
    },
    {
      title: 'The monitor is registered; its modules start',
      events: [{ t: 'state', of: 'self', names: ['registered'], pick: 'first' }],
    },
    {
      title: 'The watchdog asks for the server list',
      events: [{ t: 'packet', of: 'self', names: ['subscribe'], pick: 'first' }],
    },
    {
      title: 'The master adds the subscriber and answers',
      events: [
        { t: 'step', names: ['subscriberAdded'], causedBy: 8 },
        { t: 'packet', names: ['subscribe.ack'], answers: 8 },
      ],
    },
    {
      title: 'The monitor finds the waiting callback',
      events: [{ t: 'step', of: 'self', names: ['callbackFound'], effectOf: 9 }],
    },
    {
      title: 'The servers are added to the view',
      events: [{ t: 'step', of: 'self', names: ['serversAdded'], effectOf: 9 }],
    },
    {
      title: 'The proxies are made',
      events: [{ t: 'proxy', of: 'self', effectOf: 9 }],
    },
    {
      title: 'The other servers add it too',
      events: [
        { t: 'view', of: 'peer', about: 'self', joined: { names: ['register', 'reconnect'], before: 9 } },
        { t: 'step', names: ['serversAdded'], effectOf: 13 },
        { t: 'proxy', about: 'self', effectOf: 13 },
      ],
    },
  ],
  phases: {
    register: 'register',
    reconnect: 'connect',
    subscribe: 'subscribe',
    unsubscribe: 'subscribe',
    addServer: 'notify',
    removeServer: 'notify',
    update: 'notify',
    replaceServer: 'notify',
    record: 'ready',
    startOver: 'ready',
    'rpc.call': 'rpc',
    'rpc.answer': 'rpc',
    authenticated: 'register',
    subscriberAdded: 'subscribe',
    callbackFound: 'subscribe',
    serversAdded: 'notify',
    startOverHeard: 'ready',
    callRequested: 'rpc',
  },
  checks: [
    'views-agree-when-idle',
    'no-self-notification',
    'ack-first',
    'notified-exactly-once',
    'notification-matches-registry',
    'revisions-grow',
    'state-order',
    'one-answer',
    'register-acked',
    'silent-after-refusal',
    'proxies-made',
    'answered-in-time',
    'rpc-ended',
    'converges-in-time',
  ],
}
