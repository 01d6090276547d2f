// One server of the plan through all its lives: the process that plays it now, what is known of it, and what went wrong.
import type { ChildMessage, ParentMessage, ServerState, TapRecord } from '../../core/protocol/record.ts'
import type { PlannedServer, Problem, ServerStatus, ServerSummary } from '../contract/index.ts'
import type { ProcessPhase } from '../timeline/index.ts'
import { Child, type ChildCommand, type ChildExit } from './child.ts'
import { exitedEarly } from './early-exit.ts'
import type { Grace, Insist } from './escalation.ts'
import { Faults } from './faults.ts'
import { DelayMeter } from './numbers/delay-meter.ts'
import type { Recorder } from './recorder.ts'
import { statusOf } from './server-status.ts'

export interface MemberEvents {
  /** Something in its summary changed. */
  changed(): void
  /** A process of it came (true) or went (false). */
  process(pid: number, alive: boolean): void
  /** Its process has ended. */
  ended(): void
  /** It said something that concerns the cluster. */
  said(message: ChildMessage): void
}

export class Member {
  readonly planned: PlannedServer
  readonly faults: Faults
  /** Of its process now. */
  delay = this.#delayMeter()
  /** Whether it is meant to run; false after it was stopped or killed on purpose. */
  wanted = true
  /** Its type is made fewer: it is forgotten as soon as it has ended. */
  leaving = false
  readonly #recorder: Recorder
  readonly #events: MemberEvents
  #child: Child | null = null
  #instance = ''
  #status: ServerStatus = 'exited'
  #everReady = false
  #port: number | null = null
  #exit: ServerSummary['exit'] = null
  #problem: Problem | null = null

  constructor(planned: PlannedServer, recorder: Recorder, events: MemberEvents) {
    this.planned = planned
    this.#recorder = recorder
    this.#events = events
    this.faults = new Faults(this, recorder, events.changed)
  }

  get id(): string {
    return this.planned.id
  }

  get alive(): boolean {
    return this.#child !== null
  }

  /** Whether it will come: one that ended by itself after it was ready will not, until it is spawned again. */
  get awaited(): boolean {
    return this.wanted && (this.alive || !this.#everReady)
  }

  get problem(): Problem | null {
    return this.#problem
  }

  summary(): ServerSummary {
    const escalation = this.#child?.escalation
    return {
      id: this.id,
      serverType: this.planned.serverType,
      status: this.#status,
      pid: this.#child?.pid ?? null,
      port: this.#port,
      exit: this.#exit,
      problem: this.#problem,
      paused: this.faults.paused,
      stopping: escalation ? { since: escalation.since, killAt: escalation.killAt } : null,
    }
  }

  spawn(command: ChildCommand): void {
    this.wanted = true
    this.#everReady = false
    this.#instance = ''
    this.#exit = null
    this.#problem = null
    this.#port = typeof this.planned.port === 'number' ? this.planned.port : null
    this.delay = this.#delayMeter()
    const child = new Child(command, (message) => this.#hear(message))
    this.#child = child
    if (child.pid !== undefined) this.#events.process(child.pid, true)
    this.note('spawned')
    this.#setStatus('spawned')
    void child.exited.then((exit) => this.#ended(child, exit, command.log))
  }

  send(message: ParentMessage): void {
    this.#child?.send(message)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.signal(signal)
  }

  /** Resolves when its process has ended; a second call ends it at once. */
  async stop(grace: Grace, reason?: string): Promise<void> {
    const child = this.#child
    if (!child) return
    this.wanted = false
    this.faults.undo()
    if (child.status === 'running') this.note('stopping', reason)
    const ended = child.stop(grace, this.#insists)
    this.#setStatus('stopping')
    await ended
  }

  /** Kills it, as mischief. */
  async kill(): Promise<void> {
    this.faults.noteKill()
    await this.end()
  }

  /** Ends its process at once. */
  async end(): Promise<void> {
    this.wanted = false
    await this.#child?.kill()
  }

  /** A row of the timeline about its process. */
  note(event: ProcessPhase, reason?: string, exit?: ChildExit): void {
    this.#recorder.add({
      t: 'process',
      at: this.#recorder.now(),
      process: this.id,
      serverType: this.planned.serverType,
      event,
      pid: this.#child?.pid ?? 0,
      ...(exit ? { code: exit.code, signal: exit.signal } : {}),
      ...(reason === undefined ? {} : { reason }),
    })
  }

  /** Who did not end in time is named. */
  readonly #insists: Insist = (signal, after) => {
    this.note('stopping', `did not end within ${after / 1_000} s of being asked: ${signal}`)
  }

  #delayMeter(): DelayMeter {
    return new DelayMeter((message) => this.send(message))
  }

  #hear(message: ChildMessage): void {
    switch (message.grove) {
      case 'hello':
        this.#instance = message.instance
        return
      case 'records':
        return this.#record(message.records)
      case 'started':
        this.#everReady = true
        return this.note('ready')
      case 'failed':
        this.#problem = { ...message.failure, server: this.id }
        this.#setStatus('failed')
        // It ends by itself; this is for one that cannot.
        void this.#child?.stop()
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
    this.#recorder.take(this.id, this.#instance, records)
    for (const record of records) {
      if (record.t === 'state') this.#follow(record.to)
      else if (record.t === 'sent' && record.event === 'register') this.#port ??= registeredPort(record.body)
    }
  }

  /** What it said before it heard that it shall stop is no news any more. */
  #follow(state: ServerState): void {
    if (this.#child?.status === 'running') this.#setStatus(statusOf(state))
  }

  async #ended(child: Child, exit: ChildExit, log: string): Promise<void> {
    const onPurpose = !this.wanted
    this.note('exited', exit.reason, exit)
    if (child.pid !== undefined) this.#events.process(child.pid, false)
    this.#child = null
    this.faults.forget()
    this.#events.ended()
    this.#exit = { code: exit.code, signal: exit.signal }
    if (!this.#everReady && !onPurpose) this.#problem ??= await exitedEarly(this.id, exit, log)
    this.#setStatus(this.#problem ? 'failed' : 'exited')
  }

  #setStatus(status: ServerStatus): void {
    // A failure stays to be seen until the next life; what its process says while it ends does not hide it.
    if (this.#problem && status !== 'failed') return
    this.#status = status
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
