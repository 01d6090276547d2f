// The entry point of the framework: what projects import from `grove-cluster`.
export { ClusterError, type ErrorCode } from './protocol/errors.ts'
export type * from './adapters/adapter.ts'
export type { ServerInfo, ServerRecord, Services } from './protocol/packet.ts'
export { DEFAULTS, type Parameters } from './protocol/parameters.ts'
export { currentSpan as currentTrace } from './kit/node-cause.ts'
export type { Span } from './kit/node-span.ts'
export type { Log, LogLevel } from './kit/log.ts'
export {
  defineModule,
  DEFERRED,
  type MasterConsole,
  type Module,
  type ModuleCall,
  type MonitorConsole,
} from './console/module.ts'
export type { MasterAddress } from './console/monitor-agent.ts'
export { defineLifecycle, defineService, type App, type Lifecycle, type ServiceFactory } from './roles/app.ts'
export { startMaster, type Master, type MasterOptions } from './roles/master.ts'
export { startServer, type Server } from './roles/server.ts'
export type { ServerOptions } from './roles/server-options.ts'
export type { ClusterServices, Outcome, Remote, Rpc } from './rpc/rpc.ts'
