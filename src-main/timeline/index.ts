// The entry point of the timeline.
export { timeOf } from './event.ts'
export type * from './event.ts'
export { Pairing, type PairingOptions } from './pairing.ts'
export { packetName, packetPhase, type NamedPacket } from './naming.ts'
export { PHASES, eventPhase } from './phase.ts'
export { redact, redactText } from './redact.ts'
export { parseRegex } from './regex.ts'
export { ClusterState, sortByTime, stateAt, type LinkState } from './replay.ts'
export type { ExitState, ProcessState, ProxyState, ViewState } from './process-state.ts'
export { EventColumns } from './columns/event-columns.ts'
export { NO_TEXT } from './columns/string-table.ts'
export { compileQuery } from './columns/compile-query.ts'
export { Replay, type ReplaySource } from './time-travel.ts'
export type { PendingRequest } from './pending-requests.ts'
export type { KnownRecord } from './known-records.ts'
export { convergence, describeDisagreement, type Convergence, type Disagreement } from './convergence.ts'
export { ConvergenceTracker } from './convergence-tracker.ts'
export { RunProgress, summarizeRun } from './progress.ts'
export { happensBefore } from './causes.ts'
export { flowSteps, flowStepTitles, type FlowStep, type FlowSteps } from './flow-steps.ts'
export { embeddedTimeline } from './embedded-timeline.ts'
export {
  encodeLine,
  isTimelinePath,
  TimelineCollector,
  parseTrustedLines,
  parseTimeline,
  TimelineError,
  TimelineReader,
  type ParsedTimeline,
} from './file.ts'
export {
  exportTimeline,
  describeExport,
  type SelectionOptions,
  type ExportTools,
  type TimelineExport,
  type TimelineFormat,
} from './exports/index.ts'
export {
  ExportPump,
  exportSteps,
  type ExportedFile,
  type ExportPart,
  type ExportSteps,
} from './exports/export-pump.ts'
export { PHASE_COLOURS } from './exports/drawing.ts'
export { brokenInvariants, findings, type CheckLimits, type Finding } from './checks/index.ts'
export { convergenceTimes, type ConvergenceTimes, type Divergence } from './convergence-times.ts'
export {
  matches,
  parseQuantity,
  parseQuery,
  QUANTITIES,
  queryFields,
  type ParsedQuery,
  type Query,
  type QueryFault,
  type QueryField,
} from './query/index.ts'
export { diffAsMarkdown, diffAsText, diffTimelines, type TimelineDiff } from './diff/index.ts'
