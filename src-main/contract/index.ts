// The contract between the host and its callers: calls, events, inputs, outputs and the plan.
export type { FaultDirection, LinkFault, LinkKind, TapLevel } from '../../core/protocol/record.ts'
export {
  MAX_CALL_TIMEOUT_MS,
  type AnsweredValue,
  type CallableService,
  type CallAnswer,
  type CallTarget,
  type RequestedCall,
  type RequestedCallResult,
} from '../../core/protocol/requested-call.ts'
export type { ExportedFile, ExportPart } from '../timeline/index.ts'
export { hostCalls, MAX_PART_BYTES, runCalls, type HostApi, type HostCall, type HostEvent } from './calls.ts'
export {
  connectHost,
  problemOf,
  serveHost,
  type Caller,
  type CallResult,
  type Channel,
  type HostServer,
} from './channel.ts'
export {
  closeChoice,
  MAX_MENU_COMMANDS,
  MAX_MENU_TITLE_LENGTH,
  menuName,
  pageMessage,
  type CloseChoice,
  type DesktopShell,
  type LanguageCode,
  type MenuCommand,
  type MenuName,
  type PageMessage,
  type ShellMessage,
} from './desktop.ts'
export { faultPeers } from './fault-peers.ts'
export { HostError } from './host-error.ts'
export {
  argumentsProblem,
  exportFormat,
  MAX_NOTE_CHARACTERS,
  parseExportSelection,
  serverAction,
  tapLevel,
  targetSchema,
  type ExportFormat,
  type ExportSelection,
  type NoteInput,
  type OrphanAction,
  type ServerAction,
  type Target,
} from './inputs.ts'
export { FIRST_LINE_HEADER, LINES_PATH, type LineStream, type ReadLines } from './line-stream.ts'
export { logQuerySchema, type LogChunk, type LogLine, type LogPage, type LogQuery } from './logs.ts'
export {
  recordedRunSummary,
  type About,
  type DebuggerAddress,
  type DesiredState,
  type FolderEntry,
  type FolderListing,
  type HistoryEntry,
  type Home,
  type Launcher,
  type InjectedLinkFault,
  type LinePage,
  type LaunchReview,
  type Opening,
  type OrphanedRun,
  type OtherGrove,
  type Preview,
  type Problem,
  type RecentEntry,
  type ResourceUsage,
  type ReviewChanges,
  type RunStatus,
  type RunSummary,
  type ServerMetrics,
  type ServerStatus,
  type ServerSummary,
  type Shell,
  type WaitResult,
} from './outputs.ts'
export { memberOf } from './members.ts'
export { pageFragment, readFragmentFields, takeCode, type PageFragment } from './page-fragment.ts'
export {
  planSchema,
  type ClusterPlan,
  type Member,
  type Ready,
  type RestartPolicy,
  type ServerGroup,
} from './plan.ts'
export type { PlanProblem } from './plan-field.ts'
export { planRules } from './plan-rules.ts'
export { parsePlan, variableName, type PlanResult } from './plan-problems.ts'
export {
  groupOf,
  hasMaster,
  isOwnGroup,
  plannedMaster,
  plannedServer,
  plannedServers,
  portsOfServer,
  type PlannedServer,
  type ServerRole,
} from './planned-servers.ts'
export type { DependencyCondition, ProgramStop } from './program-schema.ts'
export { replaceReferences, type Reference } from './references.ts'
export { STATUS_OF_STATE } from './server-status.ts'
export { settingsSchema, type Settings } from './settings.ts'
