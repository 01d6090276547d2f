// A run as windows see it: one that lives, or a timeline opened from a file.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HostError, type RunSummary, type ServerSummary, type Target } from '../contract/index.ts'
import { inOrder, parseTimeline, type ClusterState, stateAt, type TimelineLine } from '../timeline/index.ts'
import type { Launched } from './launch.ts'
import { MASTER_ID } from './plan-members.ts'

export interface Run {
  readonly lines: TimelineLine[]
  summary(): RunSummary
  /** Null for a timeline that was opened: nothing runs. */
  readonly cluster: Launched['cluster'] | null
}

export function liveRun({ run, cluster, file }: Launched, name: string, target: Target): Run {
  return {
    lines: cluster.recorder.lines,
    cluster,
    summary: () => ({
      ...{ run, name, target, readOnly: false, file },
      status: cluster.status,
      servers: cluster.servers(),
      serverTypes: cluster.serverTypes,
      problems: cluster.problems,
    }),
  }
}

/** Reads a timeline file. Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
export async function openedRun(path: string, run: string): Promise<Run> {
  const { header, events, footer, warnings } = await readTimeline(path)
  const lines: TimelineLine[] = [header, ...events, ...(footer ? [footer] : [])]
  const servers = serversAtEnd(stateAt(inOrder(events), Number.MAX_SAFE_INTEGER))
  const summary: RunSummary = {
    ...{ run, target: null, readOnly: true, status: 'ended', file: path, servers },
    name: header.plan.name || basename(path),
    serverTypes: [],
    problems: warnings.map((message) => ({ code: 'TIMELINE_WARNING', message })),
  }
  return { lines, cluster: null, summary: () => summary }
}

/** Reads and parses a timeline file. Fails with `NOT_FOUND` or `BAD_TIMELINE`. */
export async function readTimeline(path: string) {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new HostError({ code: 'NOT_FOUND', message: `${path} cannot be read.` }, error)
  })
  try {
    return parseTimeline(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new HostError({ code: 'BAD_TIMELINE', message: `${path} is no Grove timeline: ${reason}` }, error)
  }
}

function serversAtEnd(state: ClusterState): ServerSummary[] {
  return [...state.processes.values()]
    .filter(({ id }) => id !== '' && id !== 'grove')
    .sort((a, b) => Number(b.id === MASTER_ID) - Number(a.id === MASTER_ID))
    .map(({ id, serverType, exit }) => ({
      ...{ id, serverType, status: 'exited', pid: null, port: null, problem: null },
      ...{ paused: false, stopping: null },
      exit: exit && { code: exit.code, signal: exit.signal },
    }))
}
