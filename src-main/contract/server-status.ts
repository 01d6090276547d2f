// The status of a server, from the state that it reports about itself.
import type { ServerState } from '../../core/protocol/record.ts'
import type { ServerStatus } from './outputs.ts'

export const STATUS_OF_STATE: Readonly<Record<ServerState, ServerStatus>> = {
  starting: 'spawned',
  listening: 'spawned',
  connecting: 'connecting',
  registering: 'connecting',
  registered: 'registered',
  subscribing: 'registered',
  subscribed: 'subscribed',
  started: 'ready',
  reconnecting: 'reconnecting',
  stopping: 'stopping',
  failed: 'failed',
}
