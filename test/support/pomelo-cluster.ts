// A chat in Pomelo or Pinus with real packages: its own start and its client, and what Grove does with it.
import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { PacketEvent, ParsedTimeline, TimelineEvent } from '../../src-main/timeline/index.ts'
import { GroveProcess, groveBin, temporaryFolder, type Finished } from './grove.ts'
import { joinsOf, type Join } from './joining-steps.ts'
import { NetworkNamespace } from './network-namespace.ts'
import { copyProject } from './npm-project.ts'
import { parseTimeline } from './parse-timeline.ts'
import { until } from './until.ts'

export interface PomeloProject {
  /** The folder of the project, or one above it. */
  source: string
  /** The folder of its package.json, below it. */
  directory?: string
  /** Of the gate, which clients dial first. */
  gatePort: number
  /** The command that starts it without Grove, in its directory. */
  start: string[]
  /** Prepares the copy. */
  prepare?: (directory: string) => Promise<unknown>
  /** The Node that runs it. */
  node?: string
}

const SERVERS = [
  'gate-server-1',
  'connector-server-1',
  'connector-server-2',
  'chat-server-1',
  'chat-server-2',
]
const MASTER = 'master-server-1'
/** Of these, ACTIONS start another process. */
const RESTARTED = ['chat-server-1', 'connector-server-2']
/** `scale chat=3` adds it. */
const ADDED = 'chat-server-3'
/** Speaks the protocol of both. */
export const CLIENT = join(import.meta.dirname, '..', '..', 'src-main', 'samples', 'pinus', 'client.js')

class PomeloCluster implements AsyncDisposable {
  readonly #project: PomeloProject
  readonly #network: NetworkNamespace
  readonly #home: AsyncDisposable & { path: string }
  readonly folder: string
  readonly #directory: string

  private constructor(
    project: PomeloProject,
    network: NetworkNamespace,
    home: AsyncDisposable & { path: string },
  ) {
    this.#project = project
    this.#network = network
    this.#home = home
    this.folder = join(home.path, 'project')
    this.#directory = join(this.folder, project.directory ?? '.')
  }

  static async create(project: PomeloProject): Promise<PomeloCluster> {
    const home = await temporaryFolder()
    const network = await NetworkNamespace.create()
    const cluster = new PomeloCluster(project, network, home)
    await copyProject(project.source, cluster.folder, project.directory)
    await project.prepare?.(cluster.#directory)
    return cluster
  }

  /** Runs its own test, a client that logs in, calls and hears a push, against the framework's own start. */
  async testWithoutGrove(): Promise<void> {
    const [file = '', ...args] = this.#network.command(...this.#project.start)
    const own = spawn(file, args, {
      cwd: this.#directory,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    for (const stream of [own.stdout, own.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text))
    let client = ''
    try {
      await until(
        'the client passes without Grove',
        async () => {
          const { code, text } = await this.#runClient()
          client = text
          return code === 0
        },
        { within: 30_000, detail: () => `${client}\n${output.slice(-3000)}` },
      )
    } finally {
      // Its servers are in its group.
      if (own.exitCode === null) process.kill(-(own.pid as number), 'SIGKILL')
    }
    await this.#nothingListens()
  }

  grove(...args: string[]): GroveProcess {
    return new GroveProcess(args, {
      cwd: this.folder,
      env: this.#environment,
      command: this.#network.command(process.execPath, groveBin),
    })
  }

  /** Runs a command of Grove to its end. */
  async expect(...args: string[]): Promise<Finished> {
    const finished = await this.grove(...args).finished
    expect(
      finished.code,
      `grove ${args.join(' ')}: ${finished.stdout.slice(-2000)}${finished.stderr.slice(-2000)}`,
    ).toBe(0)
    return finished
  }

  async converged(): Promise<void> {
    await this.expect('wait', '--for', 'converged', '--timeout', '60')
  }

  /** A real client logs in, calls, and hears a push. */
  async talk(): Promise<void> {
    const { code, text } = await this.#runClient()
    expect(code, text).toBe(0)
  }

  upArguments(record: string): string[] {
    const node = this.#project.node === undefined ? [] : ['--node', this.#project.node]
    return ['up', this.folder, '--yes', '--record', record, '--timeout', '60', ...node]
  }

  async #runClient(): Promise<{ code: number; text: string }> {
    const node = this.#project.node ?? process.execPath
    const [file = '', ...args] = this.#network.command(node, 'client.js')
    const env = Object.assign({}, this.#environment, { GATE_PORT: String(this.#project.gatePort) })
    const run = promisify(execFile)(file, args, { cwd: this.#directory, env, timeout: 25_000 })
    return run.then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code?: number; stdout?: string; stderr?: string }) => {
        return { code: error.code ?? 1, text: `${error.stdout ?? ''}${error.stderr ?? ''}` }
      },
    )
  }

  async #nothingListens(): Promise<void> {
    await until('nothing listens any more', async () => {
      const [file = '', ...args] = this.#network.command('ss', '-Hltn')
      return (await promisify(execFile)(file, args)).stdout === ''
    })
  }

  get #environment(): Record<string, string> {
    const { path } = this.#home
    const env = Object.assign({}, process.env as Record<string, string>, {
      HOME: path,
      GROVE_STATE: join(path, 'state'),
      XDG_RUNTIME_DIR: path,
    })
    // These frameworks read it too.
    delete env['NODE_ENV']
    return env
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#network[Symbol.asyncDispose]()
    await this.#home[Symbol.asyncDispose]()
  }
}

/** Runs its own tests with and without Grove, expects all steps of joining, injects faults, and stops it. */
export async function expectWholeLife(project: PomeloProject, knownRules: readonly string[]): Promise<void> {
  await using cluster = await PomeloCluster.create(project)
  await cluster.testWithoutGrove()

  const first = join(cluster.folder, 'first.jsonl')
  await cluster.expect(...cluster.upArguments(first), '--json', '--exit-when-ready')
  expectEveryStep(await timelineOf(first), SERVERS)
  await cluster.expect('check', first)

  const record = join(cluster.folder, 'record.jsonl')
  await cluster.expect(...cluster.upArguments(record), '--detach')
  await cluster.converged()
  await cluster.talk()
  for (const action of ACTIONS) {
    for (const words of action) await cluster.expect(...words.split(' '))
    await cluster.converged()
  }
  await cluster.talk()
  await cluster.expect('down')

  const timeline = await timelineOf(record)
  const joins = expectEveryStep(timeline, [...SERVERS, ADDED])
  expectToJoinOthers(joins, [...RESTARTED, ADDED])
  const { events } = timeline
  expectRequestCausesCall(events)
  expectNothingLeft(events)
  const { stdout } = await cluster.grove('check', record, '--json').finished
  const found = JSON.parse(stdout) as { findings: { rule: string; message: string }[] }
  const unknown = found.findings.filter(({ rule }) => !knownRules.includes(rule))
  expect(unknown, 'findings that the docs do not explain').toEqual([])
  expect([...new Set(found.findings.map(({ rule }) => rule))].sort()).toEqual([...knownRules].sort())
}

/** After each of these, the cluster converges again. */
const ACTIONS = [
  ['kill chat-server-1', 'restart chat-server-1'],
  ['restart connector-server-2'],
  ['pause chat-server-2', 'resume chat-server-2'],
  ['scale chat=3'],
  ['scale chat=2'],
  // Last, because in Pomelo before 1.0 servers that have reconnected are notified of nothing.
  ['fault connector-server-1 cut --link control', 'fault connector-server-1 --heal'],
  [`kill ${MASTER}`, `restart ${MASTER}`],
]

async function timelineOf(file: string): Promise<ParsedTimeline> {
  return parseTimeline(await readFile(file, 'utf8'))
}

/** Each process of these servers has all steps of joining, except those that nobody was there for. */
function expectEveryStep(timeline: ParsedTimeline, servers: readonly string[]): Join[] {
  const joins = joinsOf(timeline, MASTER)
  expect([...new Set(joins.map(({ server }) => server))].sort()).toEqual([...servers].sort())
  expect(
    joins.filter(({ missing }) => missing.length > 0),
    'lack steps of joining',
  ).toEqual([])
  return joins
}

/** These were started while all others were subscribed: nothing excuses a missing step. */
function expectToJoinOthers(joins: readonly Join[], servers: readonly string[]): void {
  for (const server of servers) {
    const latest = joins.findLast((join) => join.server === server)
    expect(latest, server).toMatchObject({ hasPeers: true, hasCallablePeers: true, missing: [] })
  }
}

/** The client asks a connector, which forwards it to the chat server, which pushes to the connector. */
function expectRequestCausesCall(events: TimelineEvent[]): void {
  const packets = events.filter((event): event is PacketEvent => event.t === 'packet')
  const calls = (packet: PacketEvent, method: string) => packet.calls?.some((call) => call.method === method)
  const request = packets.find(
    (packet) => packet.event === 'client' && packet.name === 'chat.chatHandler.say',
  )
  const forward = packets.find(
    (packet) =>
      packet.name === 'rpc.call' && calls(packet, 'chat.chatHandler.say') && isCausedBy(packet, request),
  )
  const push = packets.find(
    (packet) => calls(packet, 'sys.channelRemote.pushMessage') && isCausedBy(packet, forward),
  )
  const heard = packets.find((packet) => packet.name === 'onSay' && isCausedBy(packet, push))
  expect(request?.from, 'the client is not seen').toMatch(/^\?client/)
  expect(forward, 'the request causes the call').toMatchObject({ from: request?.to })
  expect(push, 'the call causes the push').toMatchObject({ from: forward?.to, to: forward?.from })
  expect(heard, 'the client hears it').toMatchObject({ from: forward?.from, to: request?.from })
  const times = [request?.received, forward?.sent, forward?.received, push?.sent, push?.received, heard?.sent]
  expect(times, 'in order').toEqual([...times].sort((a, b) => Number(a) - Number(b)))
}

function isCausedBy(packet: PacketEvent, cause: PacketEvent | undefined): boolean {
  return cause !== undefined && packet.causes?.includes(cause.id) === true
}

function expectNothingLeft(events: TimelineEvent[]): void {
  const pids = events.flatMap((event) =>
    event.t === 'process' && event.event === 'spawned' ? event.pid : [],
  )
  const alive = pids.filter((pid) => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  })
  expect(pids.length).toBeGreaterThan(SERVERS.length)
  expect(alive, 'processes that were left').toEqual([])
}
