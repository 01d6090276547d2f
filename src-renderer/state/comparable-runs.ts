// The runs that a run can be compared with: those of the same project first, the newest first.
import type { HistoryEntry, RunSummary } from '../../src-main/contract/index.ts'
import type { ComparisonSource } from './comparison.svelte.ts'

export interface ComparableRun {
  source: ComparisonSource
  name: string
  /** ISO 8601; null where the timeline does not say. */
  startedAt: string | null
  isSameProject: boolean
  /** In the history; null for one that Grove has open. */
  entry: HistoryEntry | null
  summary: RunSummary | null
}

/** @param open the runs that Grove runs or has open @param history the newest first */
export function comparableRuns(
  run: RunSummary,
  open: readonly RunSummary[],
  history: readonly HistoryEntry[],
): ComparableRun[] {
  const directory = history.find(({ file }) => file === run.file)?.directory ?? null
  const isProject = (name: string, of: string | null): boolean =>
    name === run.name && (directory === null || of === null || of === directory)
  const running = open.filter(({ run: id, file }) => id !== run.run && (file === null || file !== run.file))
  const files = new Set(open.map(({ file }) => file))
  const recorded = history.filter(({ file, outcome }) => !files.has(file) && outcome !== 'unreadable')
  const all: ComparableRun[] = [
    ...running.map((summary) => ({
      source: sourceOf(summary),
      name: summary.name,
      startedAt: summary.startedAt,
      isSameProject: isProject(summary.name, null),
      entry: null,
      summary,
    })),
    ...recorded.map((entry) => ({
      source: { kind: 'file' as const, path: entry.file },
      name: entry.name,
      startedAt: entry.startedAt,
      isSameProject: isProject(entry.name, entry.directory),
      entry,
      summary: null,
    })),
  ]
  return all.toSorted(
    (a, b) =>
      Number(b.isSameProject) - Number(a.isSameProject) ||
      (b.startedAt ?? '').localeCompare(a.startedAt ?? ''),
  )
}

/** An opened file is named by its path, which another launcher knows too. */
function sourceOf({ readOnly, file, run }: RunSummary): ComparisonSource {
  return readOnly && file !== null ? { kind: 'file', path: file } : { kind: 'run', run }
}
