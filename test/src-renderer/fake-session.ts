// A session without a host: its calls are answered from a synthetic run, and the test pushes the host's events.
import type { HostApi, HostEvent, RunSummary } from '../../src-main/contract/index.ts'
import type { Timeline, TimelineLine } from '../../src-main/timeline/index.ts'
import type { ConnectionStatus } from '../../src-renderer/host.ts'
import { pagedLines } from '../../src-renderer/line-stream.ts'
import { reportHost } from '../../src-renderer/report/report-host.ts'
import { Session } from '../../src-renderer/state/session.svelte.ts'
import { syntheticTimeline } from '../support/synthetic-timeline.ts'
import { embedded } from './embedded.ts'
import { pageOf } from '../support/recorded-lines.ts'

export const timeline = syntheticTimeline({ servers: 4 })
export const lines: TimelineLine[] = linesOf(timeline)

function linesOf({ header, events }: Timeline): TimelineLine[] {
  return [header, ...events]
}

export interface FakeSession {
  session: Session
  emit: (event: HostEvent) => void
  setStatus: (status: ConnectionStatus) => void
}

/** Calls that `api` does not replace behave as in a report of the synthetic run. */
export function fakeSession(api: Partial<HostApi> = {}, source: Timeline = timeline): FakeSession {
  // The page of an earlier test may have left its address.
  history.replaceState(null, '', location.pathname + location.search)
  let emit: FakeSession['emit'] = () => undefined
  let setStatus: FakeSession['setStatus'] = () => undefined
  const host = { ...reportHost(embedded(source)), ...api }
  const session = new Session({
    api: host,
    readLines: pagedLines(host),
    isOwnAddress: () => true,
    reconnect: () => undefined,
    listen: (listener) => {
      emit = listener
      return () => undefined
    },
    watch: (listener) => {
      setStatus = listener
      return () => undefined
    },
  })
  return { session, emit, setStatus }
}

/** The synthetic run as a recorded one. */
export async function recordedRun({ api }: Session): Promise<RunSummary> {
  const [run] = await api.runs()
  if (!run) throw new Error('the report has no run')
  return run
}

/** A session that shows the run as a live one, of which nothing was recorded yet. */
export async function liveSession(
  api: Partial<HostApi> = {},
  source: Timeline = timeline,
): Promise<FakeSession & { summary: RunSummary; record: (from: number, to?: number) => void }> {
  const fake = fakeSession(
    { lines: async () => pageOf([]), watchMetrics: async () => undefined, ...api },
    source,
  )
  const opened = await recordedRun(fake.session)
  const servers = opened.servers.map((server) => ({
    ...server,
    status: 'ready' as const,
    pid: 4711,
    exit: null,
  }))
  const summary: RunSummary = { ...opened, readOnly: false, status: 'running', servers }
  fake.session.showRun(summary)
  return {
    ...fake,
    summary,
    record: (from, to) =>
      fake.emit({
        type: 'linesRecorded',
        run: summary.run,
        first: from,
        lines: linesOf(source).slice(from, to),
      }),
  }
}
