// The adapters that come with Grove, by name: what runs inside the foreign programs.
import type { Install } from './adapter.ts'
import { install as installMoleculer } from './moleculer/install.ts'
import { install as installPomelo } from './pomelo/install.ts'
import { installHeartbeatAdapter, installRedisAdapter } from './socket-io/install.ts'

export const INSTALLERS: Readonly<Record<string, Install>> = {
  moleculer: installMoleculer,
  pinus: installPomelo,
  pomelo: installPomelo,
  'socket.io': installHeartbeatAdapter,
  'socket.io-redis': installRedisAdapter,
}
