// A monitor in Python, written from PROTOCOL.md alone, takes part like any other server. Nothing taps it, so its packets
// are seen at one end only.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PacketEvent } from '../../src-main/timeline/index.ts'
import { chatPlan, startCluster, type RunningCluster } from '../support/cluster.ts'
import { until, type Truthy } from '../support/until.ts'

const PYTHON = '/usr/bin/python3'
const APT = '/usr/bin/apt-get'
const PACKAGES = ['python3-socketio', 'python3-aiohttp']
const INSTALL_DEADLINE = 180_000
const program = join(import.meta.dirname, '..', 'fixtures', 'python-monitor.py')
const token = 'a-secret-that-python-knows-too'

interface Line {
  event: 'registered' | 'reconnected' | 'list' | 'disconnected' | 'unreachable' | 'refused'
  servers?: string[]
  epoch?: string
  delay?: number
  reason?: string
}

class PythonMonitor implements AsyncDisposable {
  readonly lines: Line[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #stderr = ''
  #rest = ''

  constructor(port: number, id: string, secret = token) {
    const env = { ...process.env, GROVE_TOKEN: secret }
    this.#child = spawn(PYTHON, [program, String(port), id], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#ended = once(this.#child, 'close')
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
  }

  get list(): string[] {
    return this.lines.findLast(({ event }) => event === 'list')?.servers ?? []
  }

  get exitCode(): number | null {
    return this.#child.exitCode
  }

  says(event: Line['event']): Promise<Line> {
    return this.holds(`says ${event}`, () => this.lines.find((line) => line.event === event))
  }

  holds<Value>(name: string, fact: () => Value): Promise<Truthy<Value>> {
    const detail = (): string =>
      `${this.lines.map((line) => JSON.stringify(line)).join('\n')}\n${this.#stderr}`
    return until(`the Python monitor ${name}`, fact, { detail })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    this.lines.push(...lines.map((line) => JSON.parse(line) as Line))
  }
}

beforeAll(() => {
  if (hasSocketIo()) return
  if (process.getuid?.() !== 0 || !existsSync(APT)) throw new Error(missing())
  install(['update'])
  install(['install', '-y', '--no-install-recommends', ...PACKAGES])
  if (!hasSocketIo()) throw new Error(missing())
}, 2 * INSTALL_DEADLINE)

describe('a monitor in Python', () => {
  it('is in every view, learns of a kill and of a new server, and reconnects after a master restart', async () => {
    const running = await startWithToken()
    await using _running = running
    await using python = new PythonMonitor(portOf(running), 'py-1')
    const first = await python.says('registered')
    const planned = ['chat-1', 'chat-2', 'connector-1', 'gate-1', 'py-1']
    await everybodyHas(running, python, planned)

    await running.cluster.act('chat-2', 'kill')
    await everybodyHas(
      running,
      python,
      planned.filter((id) => id !== 'chat-2'),
    )
    expect(await running.cluster.add('chat')).toBe('chat-3')
    const later = ['chat-1', 'chat-3', 'connector-1', 'gate-1', 'py-1']
    await everybodyHas(running, python, later)

    const before = python.lines.length
    await running.cluster.act('master-1', 'kill')
    await python.holds('misses the master', () =>
      python.lines.slice(before).some(({ event }) => event === 'disconnected'),
    )
    await running.cluster.act('master-1', 'spawn')
    const again = await python.says('reconnected')
    expect(again.epoch).not.toBe(first.epoch)
    await everybodyHas(running, python, later)
    const meanwhile = python.lines.slice(before).filter(({ event }) => event === 'list')
    for (const { servers } of meanwhile) expect(servers).toEqual(later)
    expectOneSided(await packetsOf(running), running)
  })

  it('is refused with the reason when its token is wrong, and does not retry', async () => {
    const running = await startWithToken({ gate: 1, connector: 0, chat: 0 })
    await using _running = running
    await using python = new PythonMonitor(portOf(running), 'py-1', 'a guess')
    expect(await python.says('refused')).toMatchObject({ reason: 'AUTH_FAILED' })
    await python.holds('ended', () => python.exitCode === 1)
    expect(python.list).toEqual([])
  })
})

async function startWithToken(counts = { gate: 1, connector: 1, chat: 2 }): Promise<RunningCluster> {
  const before = process.env['GROVE_TOKEN']
  process.env['GROVE_TOKEN'] = token
  try {
    const running = await startCluster(chatPlan(counts))
    await running.converged(Object.values(counts).reduce((sum, count) => sum + count))
    return running
  } finally {
    if (before === undefined) delete process.env['GROVE_TOKEN']
    else process.env['GROVE_TOKEN'] = before
  }
}

/** The master's port, taken from its own registration. */
function portOf(running: RunningCluster): number {
  const own = running.events.find(
    (event) => event.t === 'packet' && event.name === 'register' && event.from === 'master-1',
  )
  const { info } = (own?.t === 'packet' ? own.body : {}) as { info?: { port: number } }
  if (!info) throw new Error('the master has not registered with itself')
  return info.port
}

/** Waits until the views of Grove's servers and of the Python monitor hold exactly these ids. */
async function everybodyHas(running: RunningCluster, python: PythonMonitor, ids: string[]): Promise<void> {
  const wanted = ids.toSorted()
  await python.holds(`lists ${wanted.join(' ')}`, () => same(python.list, wanted))
  const servers = wanted.filter((id) => id !== 'py-1')
  await until(
    `every server lists ${wanted.join(' ')}`,
    () =>
      servers.every((id) => same(viewOf(running, id), wanted)) &&
      running.cluster.recorder.convergence.converged,
    { detail: () => servers.map((id) => `${id}: ${viewOf(running, id).join(' ')}`).join('\n') },
  )
}

/** The ids in a server's view, from its own records. */
function viewOf(running: RunningCluster, id: string): string[] {
  const held = new Set<string>()
  for (const event of running.events) {
    if (event.t === 'process' && event.process === id && event.event === 'spawned') held.clear()
    if (event.t !== 'view' || event.process !== id) continue
    for (const gone of event.removed) held.delete(gone.id)
    for (const added of event.added) held.add(added.id)
  }
  return [...held].toSorted()
}

/** Stops the cluster, which writes packets seen at one end only; returns those of the Python monitor's connections. */
async function packetsOf(running: RunningCluster): Promise<PacketEvent[]> {
  await running.stop()
  const packets = running.events.filter((event): event is PacketEvent => event.t === 'packet')
  const conns = new Set(packets.flatMap(({ conn, from }) => (from === 'py-1' ? [conn] : [])))
  return packets.filter(({ conn }) => conns.has(conn))
}

function expectOneSided(packets: PacketEvent[], running: RunningCluster): void {
  const text = packets.map(({ from, to, name }) => `${from} → ${to}: ${name}`).join('\n')
  expect(new Set(packets.map(({ conn }) => conn)).size, text).toBe(2)
  for (const packet of packets) {
    const up = packet.direction === 'up'
    expect(packet[up ? 'sent' : 'received'], text).toBeNull()
    expect(packet[up ? 'received' : 'sent'], text).toBeGreaterThan(0)
  }
  for (const name of ['register', 'reconnect']) {
    const [asked, answered] = [name, `${name}.ack`].map((each) =>
      packets.find((packet) => packet.name === each),
    )
    expect(asked, text).toMatchObject({ from: `?${asked?.conn}`, to: 'master-1' })
    expect(answered, text).toMatchObject({ from: 'master-1', answers: asked?.id })
  }
  const named = (name: string): Partial<PacketEvent> | undefined =>
    packets.find((packet) => packet.name === name)
  expect(named('subscribe'), text).toMatchObject({ from: 'py-1', to: 'master-1' })
  expect(named('subscribe.ack'), text).toMatchObject({ from: 'master-1', to: 'py-1' })
  expect(named('record'), text).toMatchObject({ from: 'py-1', to: 'master-1' })
  expect(named('addServer') ?? named('update'), text).toMatchObject({ from: 'master-1', to: 'py-1' })
  expect(JSON.stringify(running.cluster.recorder.latestLines)).not.toContain(token)
}

function same(left: string[], right: string[]): boolean {
  return left.join(' ') === right.join(' ')
}

function hasSocketIo(): boolean {
  return spawnSync(PYTHON, ['-c', 'import socketio, aiohttp'], { stdio: 'ignore' }).status === 0
}

function missing(): string {
  return `${PYTHON} lacks Socket.IO, and it could not be installed. Install it: apt-get install ${PACKAGES.join(' ')}`
}

function install(args: string[]): void {
  process.stderr.write(`${PYTHON} has no Socket.IO for the tests; running: apt-get ${args.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // To stderr, because a reporter may use stdout.
  spawnSync(APT, args, {
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_DEADLINE,
    killSignal: 'SIGKILL',
    env,
  })
}
