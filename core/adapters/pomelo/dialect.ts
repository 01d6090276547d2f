// The dialects of Pomelo and Pinus: Grove's own flow of joining was taken from theirs.
import type { Dialect } from '../../protocol/dialect.ts'
import { GROVE_DIALECT } from '../../protocol/grove-dialect.ts'

export const POMELO_DIALECT = dialectOf('pomelo', 'Pomelo')
export const PINUS_DIALECT = dialectOf('pinus', 'Pinus')

function dialectOf(name: string, title: string): Dialect {
  return {
    name,
    title,
    hasMaster: true,
    sees: { views: true, proxies: true, packets: true },
    unseen: [
      'RPC over the tcp, ws and ws2 mailboxes is not seen: only MQTT, and Socket.IO 0.9 in Pomelo before 1.0.',
      'Packets of the mqtt2 mailbox are binary: their size is shown, their bytes, and not their calls.',
      'Clients are not seen themselves: what they send and get are packets from and to "?client/…".',
      'What a connector sends to clients by itself (handshakes, heartbeats, kicks) is not shown.',
      'A server without a port cannot be called: proxies that Pomelo makes for its type are not shown.',
      'Keep-alive packets of MQTT and heartbeats of Socket.IO are not shown.',
    ],
    steps: GROVE_DIALECT.steps,
    phases: {
      register: 'register',
      reconnect: 'connect',
      subscribe: 'subscribe',
      unsubscribe: 'subscribe',
      query: 'subscribe',
      addServer: 'notify',
      removeServer: 'notify',
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
    },
    checks: [
      'views-agree-when-idle',
      'state-order',
      'request-answered-once',
      'records-name-process',
      'register-acked',
      'silent-after-refusal',
      'proxies-made',
      'answered-in-time',
      'rpc-ended',
      'converges-in-time',
    ],
  }
}
