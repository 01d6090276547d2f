// A run as windows see it: one that lives, or a timeline opened from a file.
import { basename, dirname, join } from 'node:path'
import { recordedRunSummary, type RunSummary, type Target } from '../contract/index.ts'
import { ClusterState, TimelineCollector, type HeaderEvent, type ParsedTimeline } from '../timeline/index.ts'
import { recoverPendingPackets } from './recording/pending-packet-journal.ts'
import type { Launched } from './launch.ts'
import type { TimelineLog } from './recording/timeline-log.ts'
import { loggedServers } from './logs/names.ts'
import { StoredTimelineLog } from './recording/stored-log.ts'
import { useTimeline } from './recording/run-folder.ts'
import { unpackedFolder } from './state/state-folder.ts'
import { TimelineSource, type ReadProgress } from './recording/timeline-source.ts'

export interface Run {
  readonly lines: TimelineLog
  summary(): RunSummary
  /** Null for a timeline that was opened: nothing runs. */
  readonly cluster: Launched['supervisor'] | null
  /** The folder of what its servers printed; null where there is none. */
  readonly logs: string | null
  /** Nobody looks at it any more. */
  close(): Promise<void>
}

export function liveRun(
  { run, supervisor: cluster, file, logs, release }: Launched,
  name: string,
  target: Target,
): Run {
  return {
    lines: cluster.recorder.all,
    cluster,
    logs: logs.folder,
    summary: () => ({
      ...{ run, name, target, readOnly: false, file },
      status: cluster.status,
      servers: cluster.servers(),
      serverTypes: cluster.serverTypes,
      tap: cluster.tap,
      problems: cluster.problems,
    }),
    close: release,
  }
}

export interface OpenOptions {
  run: string
  /** Grove's own folder. */
  state: string
  progressed?(progress: ReadProgress): void
}

/** Opens a timeline file, read-only. Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
export async function openRun(path: string, { run, state, progressed }: OpenOptions): Promise<Run> {
  await recoverPendingPackets(path)
  const end = new ClusterState()
  let header: HeaderEvent | null = null
  const lines = await StoredTimelineLog.open(path, {
    unpackIn: unpackedFolder(state),
    take: (line) => {
      if (line.t === 'header') header = line
      else if (line.t !== 'footer') end.apply(line)
    },
    ...(progressed ? { progressed } : {}),
  })
  const { warnings } = lines
  const name = nameOf(header) || basename(path)
  const summary = recordedRunSummary({ run, file: path, name, header, end, warnings })
  const release = await useTimeline(state, path)
  const logs = logsBeside(path)
  const close = async () => {
    await lines.close()
    await release()
  }
  return { lines, cluster: null, logs, summary: () => summary, close }
}

/** A timeline in the folder of its run has the logs with it. */
function logsBeside(path: string): string | null {
  const folder = join(dirname(path), 'logs')
  return basename(path).startsWith('timeline.') && loggedServers(folder).length > 0 ? folder : null
}

function nameOf(header: HeaderEvent | null): string {
  return header?.plan.name ?? ''
}

/** Reads a whole timeline into memory. Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
export async function readTimeline(path: string): Promise<ParsedTimeline> {
  await recoverPendingPackets(path)
  const source = await TimelineSource.open(path)
  try {
    const collector = new TimelineCollector()
    return collector.finish(await source.read({ take: collector.add }))
  } finally {
    await source.close()
  }
}
