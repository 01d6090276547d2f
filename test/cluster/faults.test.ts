// Link faults on real processes: what the other servers see, and that healing restores the cluster.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LinkFault, LinkKind } from '../../core/protocol/record.ts'
import { type PacketEvent, type TimelineEvent } from '../../src-main/timeline/index.ts'
import { brokenInvariants } from '../support/broken-invariants.ts'
import { callsOf, writeCallerProject } from '../support/chaos-project.ts'
import { startCluster, type RunningCluster } from '../support/cluster.ts'
import { temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const SERVERS = 4
const VICTIM = 'worker-2'
const OTHERS = ['worker-1', 'worker-3', 'worker-4']
const parameters = {
  heartbeatIntervalMs: 150,
  heartbeatTimeoutMs: 300,
  callTimeoutMs: 400,
  dialTimeoutMs: 400,
}

let running: RunningCluster
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let since = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  const plan = await writeCallerProject(folder.path, SERVERS, 20)
  running = await startCluster(plan, { directory: folder.path, parameters })
  await running.converged(SERVERS)
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function strike(link: LinkKind, fault: LinkFault): void {
  since = running.cluster.recorder.now()
  running.cluster.injectFault(VICTIM, { link, fault })
}

async function heal(link: LinkKind): Promise<void> {
  running.cluster.injectFault(VICTIM, { link, fault: null })
  await running.converged(SERVERS)
}

function eventsSince(): TimelineEvent[] {
  return running.events.filter((event) => event.t !== 'packet' && event.at > since)
}

function packetsSince(): PacketEvent[] {
  return running.events.filter((event): event is PacketEvent => event.t === 'packet' && event.sent! > since)
}

/** Waits until each of the other servers has lost the victim, and answers why, as the master told it. */
async function lostByOthers(): Promise<unknown[]> {
  const losers = () =>
    eventsSince().flatMap((event) =>
      event.t === 'view' && event.removed.some(({ id }) => id === VICTIM) ? event.process : [],
    )
  await until('the others have lost it', () => OTHERS.every((id) => losers().includes(id)), {
    detail: () => running.describe(),
  })
  return eventsSince().flatMap((event) =>
    event.t === 'view' && event.process !== 'master-1' ? event.removed.map(({ reason }) => reason) : [],
  )
}

/** Codes of the calls that failed at this server from now on, until there is one of these. */
async function failsWith(id: string, codes: string[]): Promise<void> {
  const before = (await callsOf(folder.path, id)).failed.length
  const failed = async () => (await callsOf(folder.path, id)).failed.slice(before).map(({ code }) => code)
  await until(`a call of ${id} fails with ${codes.join(' or ')}`, async () =>
    (await failed()).some((code) => codes.includes(code)),
  )
}

/** Waits until this server makes calls that do not fail. */
async function callsAgain(id: string): Promise<void> {
  let last = await callsOf(folder.path, id)
  await until(`${id} calls without failing`, async () => {
    const now = await callsOf(folder.path, id)
    if (now.failed.length > last.failed.length) last = now
    return now.calls > last.calls + 20
  })
}

it('cut on control closes the link, and the server cannot return before it is healed', async () => {
  strike('control', { kind: 'cut' })
  expect(new Set(await lostByOthers())).toEqual(new Set(['closed']))
  expect(running.events.findLast((event) => event.t === 'fault')).toMatchObject({
    process: VICTIM,
    fault: 'cut',
    parameters: { link: 'control' },
  })
  await until('it tries to reconnect', () =>
    running.cluster.servers().some(({ id, status }) => id === VICTIM && status === 'reconnecting'),
  )
  await heal('control')
  expect(running.events.findLast((event) => event.t === 'fault')).toMatchObject({ fault: 'heal' })
})

it('hang on control makes the server lost after its heartbeats time out', async () => {
  strike('control', { kind: 'hang' })
  expect(new Set(await lostByOthers())).toEqual(new Set(['lost']))
  await until('it misses the master', () =>
    eventsSince().some(
      (event) => event.t === 'state' && event.process === VICTIM && event.to === 'reconnecting',
    ),
  )
  await heal('control')
})

it('delay on control delays notifications, and no server is lost', async () => {
  strike('control', { kind: 'delay', ms: 250 })
  const id = await running.cluster.add('worker')
  const told = () => packetsSince().filter(({ name }) => name === 'addServer' || name === 'update')
  await until('all were told', () => told().length >= SERVERS && told())
  const late = told().find(({ to }) => to === VICTIM)
  expect((late!.received! - late!.sent!) / 1e6).toBeGreaterThanOrEqual(240)
  for (const { to, received } of told()) if (to !== VICTIM) expect(received).toBeLessThan(late!.received!)
  await running.cluster.act(id, 'stop')
  running.cluster.injectFault(VICTIM, { link: 'control', fault: null })
  await running.converged(SERVERS)
  expect(eventsSince().filter((event) => event.t === 'state' && event.to === 'reconnecting')).toEqual([])
})

it('drop on control is recorded, and the server subscribes again at the next notification', async () => {
  strike('control', { kind: 'drop', rate: 1 })
  const id = await running.cluster.add('worker')
  const dropped = () =>
    packetsSince().find((packet) => packet.dropped && packet.to === VICTIM && packet.phase === 'notify')
  expect(await until('it was not told', dropped)).toMatchObject({ from: 'master-1', received: null })
  await until('only it does not know it', () => {
    const { total, converged } = running.cluster.recorder.convergence
    return total === SERVERS + 1 && !converged
  })
  running.cluster.injectFault(VICTIM, { link: 'control', fault: null })
  await running.cluster.act(id, 'stop')
  await until('it asks again', () =>
    packetsSince().some(({ from, name }) => from === VICTIM && name === 'subscribe'),
  )
  await running.converged(SERVERS)
})

it('cut on rpc fails calls in both directions at once and keeps the membership', async () => {
  strike('rpc', { kind: 'cut' })
  await Promise.all(['worker-1', VICTIM].map((id) => failsWith(id, ['PEER_LOST'])))
  expect(running.cluster.recorder.convergence.converged).toBe(true)
  await heal('rpc')
  await Promise.all(['worker-1', VICTIM].map(callsAgain))
})

it('hang on rpc lets calls time out', async () => {
  strike('rpc', { kind: 'hang' })
  await Promise.all(['worker-1', VICTIM].map((id) => failsWith(id, ['RPC_TIMEOUT'])))
  await heal('rpc')
  await Promise.all(['worker-1', VICTIM].map(callsAgain))
})

it('drop on rpc with rate 0.5 lets some calls time out', async () => {
  strike('rpc', { kind: 'drop', rate: 0.5, seed: 3 })
  await failsWith('worker-1', ['RPC_TIMEOUT'])
  await until('both ways are in the record', () => {
    const rows = packetsSince().filter((packet) => packet.dropped)
    return [VICTIM, 'worker-1'].every((id) =>
      rows.some(({ from, n }) => from === id && (n === undefined) === (id === VICTIM)),
    )
  })
  await heal('rpc')
  await callsAgain('worker-1')
})

it('a fault cannot be injected into a server that does not run', () => {
  expect(() => running.cluster.injectFault('worker-9', { link: 'rpc', fault: null })).toThrow(
    'no server worker-9',
  )
})

it('the invariants hold after all faults', () => {
  expect(brokenInvariants(running.events)).toEqual([])
})
