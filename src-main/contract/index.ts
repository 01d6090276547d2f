// The contract's door.
export type {
  About,
  DebuggerAddress,
  DesiredState,
  ExportedFile,
  ExportPart,
  FolderEntry,
  FolderListing,
  HistoryEntry,
  Home,
  Leftover,
  Numbers,
  Preview,
  Problem,
  Reached,
  RecentEntry,
  RunStatus,
  RunSummary,
  ServerNumbers,
  ServerStatus,
  ServerSummary,
  Shell,
} from './answers.ts'
export {
  exportFormat,
  serverAction,
  tapLevel,
  targetSchema,
  type ExportFormat,
  type ExportOptions,
  type LinkFault,
  type LinkKind,
  type ServerAction,
  type SweepAction,
  type Target,
} from './arguments.ts'
export { hostCalls, type HostApi, type HostCall, type HostEvent } from './calls.ts'
export { connectHost, problemOf, serveHost, type Answer, type Channel, type HostDoor } from './channel.ts'
export type { Ready, RestartPolicy } from './conduct.ts'
export { chosen } from './export-choice.ts'
export { ExportParts, exportSteps, type ExportSteps } from './export-parts.ts'
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
