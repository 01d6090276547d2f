// One process that plays a server: what it says of itself, and whether it is ready.
import type { ServerState, TapRecord } from '../../../core/protocol/record.ts'
import type { ChildMessage, Failure } from '../../../core/process/messages.ts'
import type { PlannedServer, Ready, RestartPolicy, ServerStatus } from '../../contract/index.ts'
import { Child, type ChildCommand } from './child.ts'
import { Debugger } from './debugger.ts'
import { sizeOf } from '../logs/log-tail.ts'
import { DelayMeter } from '../metrics/delay-meter.ts'
import { Readiness } from './readiness.ts'
import { statusOf } from './server-status.ts'

/** How a plan wants a server to be treated. */
export interface ServerPolicy {
  /** The address that servers listen on. */
  host: string
  restart: RestartPolicy
  ready?: Ready | undefined
}

export interface ServerProcessEvents {
  /** Something that it shows changed. */
  changed(): void
  recorded(records: TapRecord[]): void
  /** It is ready for the first time. */
  ready(): void
  failed(failure: Failure): void
  /** It said something that concerns the cluster. */
  said(message: ChildMessage): void
}

export class ServerProcess {
  readonly child: Child
  /** Of its event loop. */
  readonly delay = new DelayMeter((message) => this.child.send(message))
  readonly policy: ServerPolicy
  readonly debugger: Debugger
  /** What it holds resident, bytes, by its own word: when it had started, and when it began to end. */
  readonly memory: { ready?: number | undefined; exited?: number | undefined } = {}
  readonly #events: ServerProcessEvents
  readonly #readiness: Readiness
  #instance = ''
  #state: ServerState | null = null
  #failure: Failure | null = null
  #port: number | null
  #readySince: number | null = null

  constructor(
    command: ChildCommand,
    planned: PlannedServer,
    conduct: ServerPolicy,
    events: ServerProcessEvents,
  ) {
    this.policy = conduct
    this.#events = events
    this.#port = typeof planned.port === 'number' ? planned.port : null
    const output = { log: command.log, logFrom: sizeOf(command.log) }
    const where = {
      ...{ ...output, host: conduct.host, n: planned.n },
      rpcPort: () => this.#port ?? undefined,
    }
    this.#readiness = new Readiness(conduct.ready, where, () => this.#look())
    this.child = new Child(command, (message) => this.#hear(message))
    const { pid } = this.child
    this.debugger = new Debugger({ ...output, id: planned.id, pid, args: command.args })
    void this.child.exited.then(() => {
      this.#readiness.stop()
      this.debugger.close()
    })
  }

  get instance(): string {
    return this.#instance
  }

  /** Its own last word on itself. */
  get state(): ServerState | null {
    return this.#state
  }

  /** RPC port (master: control port) once known. */
  get port(): number | null {
    return this.#port
  }

  get failure(): Failure | null {
    return this.#failure
  }

  /** What its probe saw; null where it is not being probed. */
  get probing(): string | null {
    return this.#readiness.lastResult
  }

  get wasReady(): boolean {
    return this.#readySince !== null
  }

  /** For how long it has been ready, milliseconds. */
  get readyFor(): number {
    return this.#readySince === null ? 0 : performance.now() - this.#readySince
  }

  get status(): ServerStatus {
    // What it said before it heard that it shall stop is no news any more.
    if (this.#failure) return 'failed'
    if (this.child.status !== 'running') return 'stopping'
    if (this.#state === null) return 'spawned'
    if (this.#state === 'started' && this.policy.ready && !this.wasReady) return 'subscribed'
    return statusOf(this.#state)
  }

  #hear(message: ChildMessage): void {
    switch (message.grove) {
      case 'hello':
        this.#instance = message.instance
        return
      case 'records':
        return this.#record(message.records)
      case 'started':
        this.memory.ready = message.memory
        return this.#readiness.start()
      case 'ending':
        this.memory.exited = message.memory
        return
      case 'failed':
        this.#failure = message.failure
        this.#events.failed(message.failure)
        // It ends by itself; this is for one that cannot.
        void this.child.stop()
        return this.#events.said(message)
      case 'listening':
        this.#port = message.port
        this.#events.changed()
        return this.#events.said(message)
      case 'announcementsHeld':
        return this.#events.said(message)
      case 'measured':
        return this.delay.answered(message.eventLoopDelay)
    }
  }

  #record(records: TapRecord[]): void {
    this.#events.recorded(records)
    for (const record of records) {
      if (record.t === 'state') this.#state = record.to
      else if (record.t === 'sent' && record.event === 'register') this.#port ??= registeredPort(record.body)
      else continue
      this.#events.changed()
    }
  }

  /** After a probe. */
  #look(): void {
    if (this.#readiness.passed && this.#readySince === null) {
      this.#readySince = performance.now()
      this.#events.ready()
    }
    this.#events.changed()
  }
}

/** The RPC port that a server got, as it registers it. */
function registeredPort(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('info' in body)) return null
  const { info } = body
  if (typeof info !== 'object' || info === null || !('port' in info)) return null
  return typeof info.port === 'number' ? info.port : null
}
