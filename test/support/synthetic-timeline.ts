// A complete synthetic run: a master and N servers join and call each other; optionally one is killed and comes back.
// The same options give the same lines, byte for byte.
import { Pairing, summarizeRun, type Timeline, type TimelineEvent } from '../../src-main/timeline/index.ts'
import type { HeaderEvent } from '../../src-main/timeline/index.ts'
import { Master, Server } from './synthetic-cluster.ts'
import { MILLISECOND, Stage, type Seen } from './synthetic-stage.ts'

export interface SyntheticOptions {
  servers?: number
  /** Kills the second server after the start, and starts it again. */
  crash?: boolean
  seed?: number
}

const TYPES = ['connector', 'chat', 'chat', 'timer']

interface SyntheticServerPlan {
  id: string
  serverType: string
  port: number | 'none'
}

export function syntheticTimeline(options: SyntheticOptions = {}): Timeline {
  const events: TimelineEvent[] = []
  const pairing = new Pairing((event) => events.push(event))
  for (const seen of syntheticObservations(options)) feed(pairing, seen)
  pairing.flush()
  const header = syntheticHeader(options)
  return { header, events, footer: { t: 'footer', ...summarizeRun(header, events), exit: 0 } }
}

/** Returns what a host would have received, in order of time. */
export function syntheticObservations(options: SyntheticOptions = {}): Seen[] {
  const stage = new Stage(options.seed ?? 1)
  startSyntheticCluster(stage, options.servers, (company) =>
    stage.schedule(20 * MILLISECOND, () => act(company, options)),
  )
  stage.run()
  return stage.seen
}

/** A master and its servers. */
export interface SyntheticCluster {
  master: Master
  servers: Server[]
}

/** Starts a master and servers that join; calls `onStarted` when all have. */
export function startSyntheticCluster(
  stage: Stage,
  count = 4,
  onStarted: (company: SyntheticCluster) => void,
): void {
  const cast = castOf(count)
  const master = new Master(
    stage,
    'master-1',
    1000,
    cast.map(({ id }) => id),
  )
  master.start()
  const servers = cast.map(
    ({ id, serverType, port }, index) => new Server(master, id, serverType, 1001 + index, port),
  )
  let waiting = servers.length
  for (const [index, server] of servers.entries()) {
    server.onStarted = () => {
      waiting -= 1
      if (waiting === 0) onStarted({ master, servers })
    }
    stage.schedule((8 + index * 2.5) * MILLISECOND, () => server.start())
  }
}

/** Starts a killed server again. */
export function comeBack(master: Master, dead: Server): Server {
  const { id, serverType, pid, record } = dead
  dead.process('restarting')
  const server = new Server(master, id, serverType, pid + 1000, record.port ?? 'none')
  server.start()
  return server
}

export function feed(pairing: Pairing, seen: Seen): void {
  if ('row' in seen) pairing.addEvent(seen.row)
  else pairing.addRecord(seen.process, seen.instance, seen.record)
}

export function syntheticHeader({ servers = 4 }: SyntheticOptions = {}): HeaderEvent {
  return {
    t: 'header',
    v: 1,
    run: '0b9d3c0e-0000-4000-8000-000000000001',
    startedAt: '2026-01-02T03:04:05.678Z',
    t0: '123456789012345',
    generator: 'grove 0.1.0',
    plan: {
      name: 'synthetic',
      master: { id: 'master-1', host: '127.0.0.1', port: 6001 },
      servers: castOf(servers),
      env: [],
    },
    tap: { rpc: 'full' },
    redacted: true,
  }
}

function castOf(count: number): SyntheticServerPlan[] {
  const counts = new Map<string, number>()
  return Array.from({ length: count }, (_, index) => {
    const serverType = TYPES[index % TYPES.length] ?? 'chat'
    const n = (counts.get(serverType) ?? 0) + 1
    counts.set(serverType, n)
    return { id: `${serverType}-${n}`, serverType, port: serverType === 'timer' ? 'none' : 6050 + index }
  })
}

function act({ master, servers }: SyntheticCluster, options: SyntheticOptions): void {
  const { stage } = master
  const [caller, callee] = servers
  if (!caller || !callee) return
  for (const [index, name] of ['ada', 'grace', 'edsger'].entries()) {
    stage.schedule(index * 4 * MILLISECOND, () => caller.call(callee, [name, { text: 'hello; #world' }]))
  }
  if (!options.crash) return
  stage.schedule(60 * MILLISECOND, () => callee.killed())
  stage.schedule(90 * MILLISECOND, () => comeBack(master, callee))
}
