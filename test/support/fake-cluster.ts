// A cluster of fake servers: small programs that start as far as the host can see. Tests of the host and the command
// line need no framework with it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePlan, type HostApi, type RunSummary } from '../../src-main/contract/index.ts'
import { launch, type LaunchOptions } from '../../src-main/host/launch.ts'
import type { Supervisor } from '../../src-main/host/supervisor/supervisor.ts'
import { liveRun } from '../../src-main/host/run.ts'
import { waitFor } from '../../src-main/host/supervisor/wait-for.ts'
import { until } from './until.ts'

/** What each process of a fake cluster executes. */
export const fakeServer = join(import.meta.dirname, '..', 'fixtures', 'processes', 'fake-server.mjs')

export interface FakeCluster {
  cluster: Supervisor
  file: string
  summary(): RunSummary
  /** The host's calls about this run that the command line makes. */
  api: HostApi
  /** Server id → status. */
  statuses(): Record<string, string>
  log(id: string): Promise<string>
  allReady(): Promise<unknown>
}

export async function prepareFakeCluster(
  folder: string,
  servers: Record<string, object>,
  options: Partial<LaunchOptions> = {},
  plan: object = {},
): Promise<FakeCluster> {
  const parsed = parsePlan({ name: 'test', servers, ...plan })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const launched = await launch({
    plan: parsed.plan,
    directory: folder,
    state: join(folder, 'state'),
    runFile: fakeServer,
    ...options,
  })
  const { supervisor: cluster, file } = launched
  const { summary } = liveRun(launched, 'test', { kind: 'path', path: folder })
  const api: Pick<HostApi, 'waitFor' | 'stop' | 'runs'> = {
    waitFor: (_run, goal, timeoutMs) => waitFor(cluster, goal, timeoutMs),
    stop: (_run, { exitCode, drainMs } = {}) => cluster.stop(exitCode, drainMs),
    runs: async () => [summary()],
  }
  const statuses = () => Object.fromEntries(cluster.servers().map(({ id, status }) => [id, status]))
  return {
    cluster,
    file,
    summary,
    api: api as HostApi,
    statuses,
    log: (id) => readFile(join(file, '..', 'logs', `${id}.log`), 'utf8'),
    allReady: () =>
      until('all are ready', () => Object.values(statuses()).every((status) => status === 'ready'), {
        detail: () => JSON.stringify(statuses()),
      }),
  }
}
