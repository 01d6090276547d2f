// A session with two synthetic runs: one on screen, and one in the history to compare it with.
import type { HistoryEntry, HostApi, RunSummary } from '../../src-main/contract/index.ts'
import { diffTimelines, type Timeline } from '../../src-main/timeline/index.ts'
import { reportHost } from '../../src-renderer/report/report-host.ts'
import { embedded } from './embedded.ts'
import { fakeSession, recordedRun, type FakeSession } from './fake-session.ts'

export const OTHER_FILE = '/runs/other/timeline.ndjson'

/** Runs with different ids, as two starts have. */
function named(run: string, timeline: Timeline): Timeline {
  return { ...timeline, header: { ...timeline.header, run } }
}

/** @param api replaces calls of the host */
export async function comparedSession(
  here: Timeline,
  there: Timeline,
  api: Partial<HostApi> = {},
): Promise<FakeSession> {
  const [own, other] = [named('own-run', here), named('other-run', there)]
  const host = reportHost(embedded(other))
  const [summary] = (await host.runs()) as [RunSummary]
  const opened: RunSummary = { ...summary, run: 'other', file: OTHER_FILE }
  const entry: HistoryEntry = {
    run: 'other-run',
    file: OTHER_FILE,
    name: opened.name,
    directory: null,
    startedAt: '2026-11-27T10:00:00Z',
    endedAt: '2026-11-27T10:00:09Z',
    outcome: 'ended',
    events: there.events.length,
    bytes: 40_000,
  }
  const fake = fakeSession(
    {
      about: async () => ({
        version: '0',
        shell: 'web',
        node: null,
        platform: 'linux',
        nativeDialogs: false,
      }),
      history: async () => [entry],
      open: async () => opened,
      close: async () => undefined,
      diff: async () => diffTimelines(other, own),
      ...api,
    },
    own,
  )
  const lines = api.lines ?? fake.session.api.lines
  fake.session.api.lines = (run, from) => (run === 'other' ? host.lines(run, from) : lines(run, from))
  return fake
}

export async function showCompared(fake: FakeSession): Promise<void> {
  fake.setStatus('connected')
  fake.session.showRun(await recordedRun(fake.session))
}
