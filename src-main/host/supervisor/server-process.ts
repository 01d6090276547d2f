// One process of a server: spawns it and turns its messages into events.
import { Emitter } from '../../../core/kit/emitter.ts'
import type { ChildMessage, Failure } from '../../../core/process/messages.ts'
import type { LinkKind, ServerState, TapRecord } from '../../../core/protocol/record.ts'
import type { PlannedServer, Ready, RestartPolicy } from '../../contract/index.ts'
import { sizeOf } from '../logs/log-tail.ts'
import { DelayMeter } from '../metrics/delay-meter.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { AdapterMember } from './adapter-channel.ts'
import { Child, type ChildCommand, type ChildExit } from './child.ts'
import { Debugger } from './debugger.ts'
import { InjectedFaults } from './faults.ts'
import { ProcessRequests } from './process-requests.ts'
import { Readiness } from './readiness.ts'
import { serverStopSteps, type GracePeriods, type StopStep } from './stop-escalation.ts'
import { WorkerServer } from './worker-server.ts'

/** How the plan wants a server to be treated. */
export interface ServerPolicy {
  /** The address that servers listen on. */
  host: string
  restart: RestartPolicy
  ready?: Ready | undefined
  /** Whether it runs other code than Grove's framework. */
  isProgram: boolean
  /** Whether it reports its states. What does not is ready when its probes have passed. */
  isObserved: boolean
  /** The kinds of its links on which a fault can be for one peer. */
  pairLinks: readonly LinkKind[]
  /** How it is stopped; by default like Grove's own servers. */
  stop?: readonly StopStep[] | undefined
}

type ServerProcessEvents = {
  /** It entered a state of its own. */
  state: [state: ServerState]
  /** It passed its readiness probes; emitted once. */
  ready: []
  /** It cannot go on, and exits by itself. */
  failed: [failure: Failure]
  /** A message about the cluster. */
  message: [message: ChildMessage]
  /** Its port, the result of its probe or a worker changed. */
  changed: []
  /** It did not exit in time after the request to stop, and gets this signal. */
  signalled: [signal: NodeJS.Signals, afterMs: number]
  /** After the request to stop it came to a breakpoint, or went on. */
  breakpoint: [atBreakpoint: boolean]
}

export class ServerProcess extends Emitter<ServerProcessEvents> {
  readonly child: Child
  readonly policy: ServerPolicy
  readonly faults: InjectedFaults
  readonly debugger: Debugger
  readonly requests: ProcessRequests
  /** Delay of its event loop; null for programs that do not report it. */
  readonly delay: DelayMeter | null
  /** Resident memory that it reported when it had started, and when it began to exit; bytes. */
  readonly memory: { ready?: number | undefined; exited?: number | undefined } = {}
  /** Members of its program beside or instead of its own process, by id. */
  readonly workers = new Map<string, WorkerServer>()
  readonly #id: string
  readonly #serverType: string
  /** Until it was requested. */
  #token: string | null
  readonly #recorder: Recorder
  readonly #readiness: Readiness
  #instance = ''
  #state: ServerState | null = null
  #failure: Failure | null = null
  #hasSentMalformed = false
  #isProbing = false
  #hasHadWorkers = false
  #port: number | null
  #readySince: number | null = null

  constructor(
    command: ChildCommand,
    { id, serverType, n, port }: PlannedServer,
    policy: ServerPolicy,
    recorder: Recorder,
  ) {
    super()
    this.policy = policy
    this.delay = policy.isObserved ? new DelayMeter((message) => this.child.send(message)) : null
    this.#id = id
    this.#serverType = serverType
    this.#token = command.token
    this.#recorder = recorder
    this.#port = typeof port === 'number' ? port : null
    const { log } = command
    const logOffset = sizeOf(log)
    this.#readiness = new Readiness(
      policy.ready,
      { host: policy.host, server: id, n, log, logOffset, port: () => this.#port ?? undefined },
      () => this.#onProbed(),
    )
    this.child = new Child(command, {
      message: (message) => this.#onMessage(message),
      malformed: (problem) => this.#onMalformed(problem, command),
      workerJoined: (worker) => this.#addWorker(worker, log),
    })
    const { child } = this
    this.faults = new InjectedFaults(id, this.child, recorder)
    this.debugger = new Debugger({
      id,
      get pid() {
        return child.memberPid
      },
      nodeArgs: command.nodeArgs,
      log,
      logFrom: logOffset,
      send: (message) => child.send(message),
    })
    this.requests = new ProcessRequests(id, (message) => child.send(message))
    void this.child.exited.then(() => {
      this.#readiness.stop()
      this.requests.close()
      this.debugger.close()
    })
  }

  /** Empty until it reported it: it is still loading Grove's code. */
  get instance(): string {
    return this.#instance
  }

  /** The state that it reported last. */
  get state(): ServerState | null {
    return this.#state
  }

  /** Whether members of its program have joined, and its own process has not: it starts them. */
  get isOnlyParent(): boolean {
    return this.#instance === '' && this.#hasHadWorkers
  }

  /** RPC port (master: control port) once known. */
  get port(): number | null {
    return this.#port
  }

  /** Why it cannot go on, as it reported itself. */
  get failure(): Failure | null {
    return this.#failure
  }

  /** Why its probe has not passed; null where it is not being probed. */
  get probeResult(): string | null {
    return this.#readiness.lastResult
  }

  get wasReady(): boolean {
    return this.#readySince !== null
  }

  /** How long it has been ready, milliseconds. */
  get readyMs(): number {
    return this.#readySince === null ? 0 : performance.now() - this.#readySince
  }

  /** To be called once its events have listeners. */
  start(): void {
    if (!this.policy.isObserved && this.child.pid !== undefined) this.#readiness.start()
  }

  /** Requests it to stop, and kills it in the end. Resolves when it has exited; a second call kills it at once. */
  stop(grace: GracePeriods): Promise<ChildExit> {
    return this.child.stop(this.policy.stop ?? serverStopSteps(grace), {
      isAtBreakpoint: () => this.debugger.isAtBreakpoint(),
      onSignal: (signal, afterMs) => this.emit('signalled', signal, afterMs),
      onBreakpoint: (atBreakpoint) => this.emit('breakpoint', atBreakpoint),
    })
  }

  #onMessage(message: ChildMessage): void {
    switch (message.grove) {
      case 'tokenRequest':
        // Only Grove's own code runs at the first request.
        if (this.#token !== null) this.child.send({ grove: 'token', token: this.#token })
        this.#token = null
        return
      case 'hello':
        this.#instance = message.instance
        if (message.node !== undefined) this.#recorder.addAlias(message.node, this.#id)
        return
      case 'alias':
        return this.#recorder.addAlias(message.node, this.#id)
      case 'records':
        return this.#onRecords(message.records)
      case 'started':
        this.memory.ready = message.memory
        if (!this.#isProbing) this.#readiness.start()
        this.#isProbing = true
        return
      case 'ending':
        this.memory.exited = message.memory
        return
      case 'failed':
        this.#failure = message.failure
        this.emit('failed', message.failure)
        // It exits by itself; this is for one that cannot.
        void this.child.stop()
        return this.emit('message', message)
      case 'listening':
        this.#port = message.port
        this.emit('changed')
        return this.emit('message', message)
      case 'announcementsHeld':
        return this.emit('message', message)
      case 'debuggerOpened':
        return this.debugger.onOpened(message.url)
      case 'proxiesListed':
      case 'called':
        return this.requests.receive(message)
      case 'measured':
        return this.delay?.receive(message.eventLoopDelay)
    }
  }

  #addWorker(member: AdapterMember, log: string): void {
    const parent = { id: this.#id, serverType: this.#serverType, pid: this.child.pid ?? 0, log }
    const worker = new WorkerServer(parent, member, this.#recorder)
    this.workers.set(worker.id, worker)
    this.#hasHadWorkers = true
    worker.on('changed', () => this.#onWorkerChanged())
    worker.on('ended', () => {
      this.workers.delete(worker.id)
      this.#onWorkerChanged()
    })
  }

  /** A process that only starts members is started when they are. */
  #onWorkerChanged(): void {
    const workers = [...this.workers.values()]
    if (this.isOnlyParent && !this.#isProbing && workers.every(({ isStarted }) => isStarted)) {
      this.#isProbing = true
      this.#readiness.start()
    }
    this.emit('changed')
  }

  /** Recorded once: its own code may send many. */
  #onMalformed(problem: string, { adapter }: ChildCommand): void {
    if (this.#hasSentMalformed) return
    this.#hasSentMalformed = true
    const source = adapter ? 'its adapter sent' : 'its own code sent under the key "grove"'
    const text = `ignored a message that ${source}: ${problem}`
    this.#recorder.addEvent({ t: 'log', at: this.#recorder.now(), process: this.#id, level: 'warn', text })
  }

  #onRecords(records: TapRecord[]): void {
    this.#recorder.addRecords(this.#id, this.#instance, records)
    for (const record of records) {
      if (record.t === 'state') {
        this.#state = record.to
        this.emit('state', record.to)
      } else if (record.t === 'sent' && record.event === 'register') {
        this.#port ??= registeredPort(record.body)
        this.emit('changed')
      }
    }
  }

  #onProbed(): void {
    if (this.#readiness.passed && this.#readySince === null) {
      this.#readySince = performance.now()
      this.emit('ready')
    }
    this.emit('changed')
  }
}

/** Returns the RPC port in the body of a `register` packet. */
function registeredPort(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('info' in body)) return null
  const { info } = body
  if (typeof info !== 'object' || info === null || !('port' in info)) return null
  const { port } = info
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null
}
