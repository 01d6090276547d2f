// The entry point of the timeline.
export { timeOf } from './event.ts'
export type * from './event.ts'
export { Pairing } from './pairing.ts'
export { packetName, packetPhase } from './naming.ts'
export { PHASES, eventPhase } from './phase.ts'
export { Redactor } from './redact.ts'
export { NoteList, notesOf, type Note } from './notes.ts'
export { parseDialect } from './dialect-schema.ts'
export { parseRegex } from './regex.ts'
export { ClusterState, sortByTime } from './replay.ts'
export type { InjectedFault, ProcessState } from './process-state.ts'
export type { Departure, Departures } from './departures.ts'
export { exitCause, exitKind } from './exit-kind.ts'
export type { MembershipFact, ProcessFact } from './process-fact.ts'
export { reasonNotCallable } from './not-callable.ts'
export { serverFacts, type ServerFacts } from './server-facts.ts'
export { describeFault } from './describe-fault.ts'
export { faultBetween, faultScope } from './fault-scope.ts'
export { clusterVerdict, type Verdict, type VerdictContext } from './verdict.ts'
export { dialectText } from './server-facts.ts'
export { listNames } from './list-names.ts'
export { formatAfter, formatAfterMs, formatElapsed, formatMoment, formatSpan } from './format-time.ts'
export { EventColumns, type ColumnChanges } from './columns/event-columns.ts'
export { PendingCalls } from './columns/pending-calls.ts'
export { parseLinesForColumns } from './columns/raw-json.ts'
export { NO_TEXT } from './columns/string-table.ts'
export { compileQuery } from './columns/compile-query.ts'
export { Replay, type ReplaySource } from './time-travel.ts'
export { EffectPath } from './effect-path.ts'
export { exchangesIn, roundTripOf, type Exchange, type ExchangeSource } from './exchange.ts'
export type { CallSummary } from './call-group.ts'
export { CallLog } from './call-log.ts'
export { callStatistics, type CallResult, type CallStatistics } from './call-statistics.ts'
export { parsedBody } from './row-content.ts'
export { wireFrame, type WireFrame } from './wire-frame.ts'
export { stateChanges, type StateChange } from './state-change.ts'
export {
  convergence,
  ViewComparison,
  describeDisagreement,
  verdictBasis,
  type Convergence,
} from './convergence.ts'
export { ConvergenceTracker } from './convergence-tracker.ts'
export { RunProgress, summarizeRun } from './progress.ts'
export { flowSteps, type FlowOptions, type FlowSteps } from './flow-steps.ts'
export type { Dialect } from '../../core/protocol/dialect.ts'
export { dialectOf } from './dialect-of.ts'
export { embeddedTimeline } from './embedded-timeline.ts'
export {
  encodeLine,
  isTimelinePath,
  TimelineCollector,
  parseTrustedLines,
  TimelineError,
  TimelineReader,
  type ParsedTimeline,
} from './file.ts'
export {
  exportTimeline,
  describeExport,
  type SelectionOptions,
  type ExportTools,
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
export {
  CHECK_IDS,
  checkText,
  checksOfCalls,
  findings,
  findingsInParts,
  type CheckLimits,
  type Finding,
} from './checks/index.ts'
export { chaptersOf, ChapterTracker } from './chapters/chapter-tracker.ts'
export type * from './chapters/chapter.ts'
export { sequenceRows, type SequenceOptions } from './sequence/sequence-rows.ts'
export type * from './sequence/row.ts'
export { sequenceLanes, type LaneProcess, type SequenceLane } from './sequence/lanes.ts'
export { labelOf, layoutSequence, rowHeight, TIME_WIDTH_PX } from './sequence/layout.ts'
export type { Box, LabelBox, LaneLayout, LineLayout, RowLayout, SequenceLayout } from './sequence/layout.ts'
export { convergenceTimes } from './convergence-times.ts'
export { parseQuantity, parseQuery, QUANTITIES, queryFields, type Query } from './query/index.ts'
export {
  alignedMoments,
  milestoneOf,
  nanosecondsOf,
  offsetOf,
  type AlignedMoments,
  type Alignment,
} from './comparison/align.ts'
export { matchChapters, type MatchedChapter } from './comparison/match-chapters.ts'
export { matchRows, type MatchedRow } from './comparison/match-rows.ts'
export {
  DIFF_GROUPS,
  diffAsMarkdown,
  diffAsText,
  diffRows,
  diffTimelines,
  type DiffAspect,
  type DiffGroup,
  type DiffRow,
  type DiffUnit,
  type DiffWeight,
  type TimelineDiff,
} from './diff/index.ts'
export {
  changedCells,
  whoKnowsWhom,
  KNOWLEDGE,
  type ChangedCell,
  type Knowledge,
  type Matrix,
} from './matrix.ts'
export { knowledgeProblems, type KnowledgeProblem } from './knowledge-problems.ts'
export { explainTerm, glossarySections } from './glossary.ts'
export { termOf } from './term-of.ts'
export { ENGLISH, type TimelineWords } from './words/en.ts'
export { CHINESE } from './words/zh.ts'
export { spaced } from './words/zh/spaced.ts'
