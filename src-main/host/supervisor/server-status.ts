// What a window shows for a server, from the states that the server reports about itself.
import type { ServerState } from '../../../core/protocol/record.ts'
import type { ServerStatus } from '../../contract/index.ts'

const STATUS: Record<ServerState, ServerStatus> = {
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

export function statusOf(state: ServerState): ServerStatus {
  return STATUS[state]
}
