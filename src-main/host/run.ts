// A run as windows see it: one that goes on in this process, or a timeline opened from a file.
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  HostError,
  recordedRunSummary,
  type Problem,
  type RunSummary,
  type Target,
} from '../contract/index.ts'
import {
  ClusterState,
  NoteList,
  TimelineCollector,
  timeOf,
  type MarkEvent,
  type Nanoseconds,
  type TimelineLine,
  type Redactor,
  type FooterEvent,
  type HeaderEvent,
  type ParsedTimeline,
} from '../timeline/index.ts'
import { assertAppendable } from './recording/appendable.ts'
import type { Launched } from './launch.ts'
import { loggedServers } from './logs/log-names.ts'
import { recoverPendingPackets } from './recording/pending-packet-journal.ts'
import { markTimelineInUse } from './recording/run-folder.ts'
import { StoredTimelineLog } from './recording/stored-log.ts'
import type { TimelineLog } from './recording/timeline-log.ts'
import { TimelineSource, type ReadProgress } from './recording/timeline-source.ts'
import { unpackedFolder } from './state/state-folder.ts'
import type { Supervisor } from './supervisor/supervisor.ts'

/** A row of a note, before it is numbered. */
type NoteRow = Omit<MarkEvent, 'seq'>

export interface Run {
  readonly lines: TimelineLog
  summary(): RunSummary
  /** Null for an opened timeline. */
  readonly supervisor: Supervisor | null
  /** The folder of its logs; null where there is none. */
  readonly logs: string | null
  readonly notes: NoteList
  /** The latest moment that a note can be about. */
  end(): Nanoseconds
  /** @throws {HostError} CANNOT_WRITE, FILE_CHANGED, STILL_RECORDED */
  addNote(row: NoteRow): Promise<void>
  /** Releases its files. */
  close(): Promise<void>
}

export function liveRun(launched: Launched, name: string, target: Target): Run {
  const { run, supervisor, redactor, file, logs, startedAt, framework, release } = launched
  const withoutSecrets = (problem: Problem) => redactProblem(problem, redactor)
  return {
    lines: supervisor.recorder.log,
    supervisor,
    logs: logs.folder,
    summary: () => ({
      run,
      name,
      target,
      readOnly: false,
      status: supervisor.status,
      startedAt,
      ...progressOf(supervisor),
      framework,
      servers: supervisor.servers().map((server) => ({
        ...server,
        problem: server.problem && withoutSecrets(server.problem),
      })),
      converges: supervisor.converges,
      serverTypes: supervisor.serverTypes,
      tap: supervisor.tap,
      problems: supervisor.problems.map(withoutSecrets),
      file,
    }),
    notes: supervisor.recorder.notes,
    end: () => supervisor.recorder.end,
    addNote: (row) => supervisor.recorder.addNote(row),
    close: release,
  }
}

function progressOf({ recorder }: Supervisor): Pick<RunSummary, 'readyMs' | 'convergedMs' | 'basis'> {
  const { readyMs, convergedMs, basis = null } = recorder.progress
  return { readyMs, convergedMs, basis }
}

/** What a process printed before its end is part of its problem. */
function redactProblem(problem: Problem, redactor: Redactor): Problem {
  const { message, hint, owner } = problem
  return {
    ...problem,
    message: redactor.text(message),
    hint: hint && redactor.text(hint),
    owner: owner && { ...owner, command: redactor.text(owner.command) },
  }
}

export interface OpenRunOptions {
  run: string
  /** Grove's state folder. */
  state: string
  onProgress?: ((progress: ReadProgress) => void) | undefined
  /** Gets a line that was added to the file, and its index. */
  onLine?: ((index: number, line: TimelineLine) => void) | undefined
}

/** Opens a timeline file, read-only. @throws `NOT_FOUND`, `BAD_TIMELINE` */
export async function openRun(
  path: string,
  { run, state, onProgress, onLine }: OpenRunOptions,
): Promise<Run> {
  await recoverPendingPackets(path)
  let end = new ClusterState()
  let header: HeaderEvent | null = null
  let footer: FooterEvent | null = null
  const notes = new NoteList()
  let endTime = 0
  const lines = await StoredTimelineLog.open(path, {
    unpackFolder: unpackedFolder(state),
    onLine: (line) => {
      if (line.t === 'header') {
        header = line
        end = new ClusterState(line.dialect)
      } else if (line.t === 'footer') footer = line
      else {
        end.apply(line)
        endTime = Math.max(endTime, timeOf(line))
        if (line.t === 'mark') notes.add(line)
      }
    },
    onProgress,
  })
  const name = planName(header) || basename(path)
  const { warnings } = lines
  const summary = recordedRunSummary({ run, file: path, name, header, footer, end, warnings })
  const release = await markTimelineInUse(state, path)
  return {
    lines,
    supervisor: null,
    logs: logsBeside(path),
    summary: () => summary,
    notes,
    end: () => endTime,
    addNote: async (row) => {
      await assertAppendable(path, lines, footer !== null)
      await lines.append(row, (index, line) => {
        if (line.t === 'mark') notes.add(line)
        onLine?.(index, line)
      })
    },
    close: async () => {
      await lines.close()
      await release()
    },
  }
}

/**
 * Opens a file that a window has sent under a name. It is a copy, so it is removed when the run is closed or cannot be
 * opened, and it takes no notes. @throws `BAD_TIMELINE`
 */
export async function openReceivedRun(
  path: string,
  { name, ...options }: OpenRunOptions & { name: string },
): Promise<Run> {
  try {
    const run = await openRun(path, options)
    const summary = run.summary()
    const shown = { ...summary, file: null, name: summary.name === basename(path) ? name : summary.name }
    return {
      ...run,
      summary: () => shown,
      addNote: async () => {
        const message = `${name} is a copy that a browser has sent, so a note would be lost.`
        const hint = 'Open the file itself with Open a timeline…, and add the note there.'
        throw new HostError({ code: 'CANNOT_WRITE', message, hint })
      },
      close: async () => {
        await run.close()
        await rm(path, { force: true })
      },
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => {})
    if (!(error instanceof HostError)) throw error
    const { problem } = error
    throw new HostError({ ...problem, message: problem.message.replaceAll(path, name) }, error)
  }
}

/** A timeline in its run's folder has the logs beside it. */
function logsBeside(path: string): string | null {
  const folder = join(dirname(path), 'logs')
  return basename(path).startsWith('timeline.') && loggedServers(folder).length > 0 ? folder : null
}

function planName(header: HeaderEvent | null): string {
  return header?.plan.name ?? ''
}

/** Reads a whole timeline into memory; the user named it, so it may be a pipe. @throws `NOT_FOUND`, `BAD_TIMELINE` */
export async function readTimeline(path: string): Promise<ParsedTimeline> {
  await recoverPendingPackets(path)
  const source = await TimelineSource.openNamed(path)
  try {
    const collector = new TimelineCollector()
    return collector.finish(await source.read({ onLine: collector.add }))
  } finally {
    await source.close()
  }
}
