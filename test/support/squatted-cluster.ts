// A cluster whose master and servers are restarted while another user takes the ports that they leave.
import { isDeepStrictEqual } from 'node:util'
import { chatPlan, startCluster, type RunningCluster } from './cluster.ts'
import { Squatter } from './squatter.ts'
import { until } from './until.ts'

const TOKEN = 'a-token-that-must-not-be-heard'
const COUNTS = { gate: 1, connector: 1, chat: 2 }
/** Of `COUNTS`. */
export const SERVERS = ['gate-1', 'connector-1', 'chat-1', 'chat-2']

async function startWithToken(): Promise<RunningCluster> {
  const before = process.env['GROVE_TOKEN']
  process.env['GROVE_TOKEN'] = TOKEN
  try {
    const running = await startCluster(chatPlan(COUNTS))
    await running.converged(SERVERS.length)
    return running
  } finally {
    if (before === undefined) delete process.env['GROVE_TOKEN']
    else process.env['GROVE_TOKEN'] = before
  }
}

/** The latest registered port of each process. */
export function portsOf(running: RunningCluster): Map<string, number> {
  const ports = new Map<string, number>()
  for (const event of running.events) {
    if (event.t !== 'packet' || event.name !== 'register') continue
    const { info } = event.body as { info: { id: string; port?: number } }
    if (info.port !== undefined) ports.set(info.id, info.port)
  }
  return ports
}

export interface SquattedCluster {
  /** What the other user heard that is more than ids and random numbers. */
  secrets: string[]
  /** Whether a server ended or was restarted, except the one that the test kills. */
  sameProcesses: boolean
  /** The statuses of the servers while the other user had the port of their master. */
  statuses: Set<string>
  /** Ids of the servers that reported why they were not back. */
  warned: Set<string>
}

/** The ports are taken for at least `ms` milliseconds. Rejects unless every server returns to the master. */
export async function surviveSquatter(ms: number): Promise<SquattedCluster> {
  const since = performance.now()
  await using running = await startWithToken()
  const { cluster } = running
  const pids = (): number[] => SERVERS.map((id) => running.pidOf(id))
  const servers = () => cluster.servers().filter(({ id }) => id !== 'master-1')
  const before = pids()
  const ports = portsOf(running)
  const portOf = (id: string): number => ports.get(id) ?? 0
  await using squatter = new Squatter([...ports.values()])
  await cluster.act('master-1', 'kill')
  await squatter.takes(portOf('master-1'))
  await until(
    'every server has dialled it and heard each of its lies',
    () => squatter.diallers.size === SERVERS.length && squatter.texts.length > 60,
    {
      within: 60_000,
      detail: () => squatter.texts.slice(-5).join('\n'),
    },
  )
  await until('enough time has passed', () => performance.now() - since > ms, { within: ms + 1_000 })
  const statuses = new Set(servers().map(({ status }) => status))

  await cluster.act('master-1', 'spawn')
  await running.converged(SERVERS.length)
  const after = pids()
  await cluster.act('chat-1', 'kill')
  await squatter.takes(portOf('chat-1'))
  await cluster.act('chat-1', 'spawn')
  await running.converged(SERVERS.length)
  const warned = running.events.flatMap((event) =>
    event.t === 'log' && event.text.includes("does not know this cluster's token") ? event.process : [],
  )
  return {
    secrets: squatter.secrets(TOKEN),
    sameProcesses: isDeepStrictEqual(after, before),
    statuses,
    warned: new Set(warned),
  }
}
