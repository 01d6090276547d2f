// A run as it is shown of a recording: nothing of it runs, and its servers are as they were at the end.
import type { ClusterState, HeaderEvent } from '../timeline/index.ts'
import type { RunSummary, ServerSummary } from './answers.ts'

export interface OpenedRun {
  /** The id under which it is shown; not the one in its header, for a recording can be opened twice. */
  run: string
  /** Where it was read from; null for a page that holds it. */
  file: string | null
  name: string
  header: HeaderEvent | null
  /** After its last event. */
  end: ClusterState
  warnings: readonly string[]
}

export function openedSummary({ run, file, name, header, end, warnings }: OpenedRun): RunSummary {
  return {
    ...{ run, name, file, target: null, readOnly: true, status: 'ended' },
    servers: serversOf(end),
    serverTypes: [],
    tap: header?.tap.rpc ?? 'full',
    problems: warnings.map((message) => ({ code: 'TIMELINE_WARNING', message })),
  }
}

function serversOf(state: ClusterState): ServerSummary[] {
  return [...state.processes.values()]
    .filter(({ id }) => id !== '' && id !== 'grove')
    .sort((a, b) => Number(b.id === state.master?.id) - Number(a.id === state.master?.id))
    .map(({ id, serverType, exit }) => ({
      ...{ id, serverType, status: 'exited', desired: 'stopped', pid: null, port: null, problem: null },
      ...{ waiting: null, restarts: 0, paused: false, faults: [], stopping: null },
      exit: exit && { code: exit.code, signal: exit.signal },
    }))
}
