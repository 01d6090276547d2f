// The contract's door.
export {
  exportFormat,
  hostCalls,
  serverAction,
  tapLevel,
  targetSchema,
  type About,
  type DebuggerAddress,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
  type FolderEntry,
  type FolderListing,
  type HistoryEntry,
  type Home,
  type HostApi,
  type HostCall,
  type HostEvent,
  type LinkFault,
  type LinkKind,
  type Numbers,
  type Leftover,
  type Preview,
  type Problem,
  type Reached,
  type RecentEntry,
  type RunStatus,
  type RunSummary,
  type ServerAction,
  type ServerNumbers,
  type ServerStatus,
  type ServerSummary,
  type Shell,
  type SweepAction,
  type Target,
} from './calls.ts'
export { connectHost, problemOf, serveHost, type Answer, type Channel, type HostDoor } from './channel.ts'
export type { Ready, RestartPolicy } from './conduct.ts'
export { chosen } from './export-choice.ts'
export { HostError } from './host-error.ts'
export { isTimelinePath, openTarget } from './open-target.ts'
export { openedSummary } from './opened-summary.ts'
export { pageFile, pageFragment, pageHeaders, readPageFragment } from './page.ts'
export { logQuerySchema, type LogLine, type LogPage, type LogPiece, type LogQuery } from './logs.ts'
export { settingsSchema, type Settings } from './settings.ts'
export {
  parsePlan,
  plannedServer,
  plannedServers,
  planSchema,
  type ClusterPlan,
  type PlannedServer,
  type PlanProblem,
  type PlanResult,
  type ServerGroup,
} from './plan.ts'
