// A member of a foreign cluster, as its own process reports it to the launcher.
import { causedBy, forgetCauses } from '../kit/node-cause.ts'
import { Deferred } from '../kit/deferred.ts'
import type { LogLevel } from '../kit/log.ts'
import { clockSince } from '../kit/node-clock.ts'
import { EventLoopDelay } from '../kit/node-event-loop-delay.ts'
import { openDebugger } from '../process/debugger.ts'
import type { ParentMessage } from '../process/messages.ts'
import type { Incarnation, LinkKind, MemberRecord, ProxyRecord, ServerState } from '../protocol/record.ts'
import { Faults } from '../transport/faults.ts'
import type { JoinOptions, MasterAddress, Member, TappedLink, ViewChange } from './adapter.ts'
import { Channel } from './channel.ts'
import { RecordedBus } from './recorded-bus.ts'
import { MemberRecorder } from './recorder.ts'
import type { AdapterSetup } from './setup.ts'
import { RecordedLink } from './tapped-link.ts'

export interface MemberEvents {
  /** The launcher asks for an orderly end, or is gone. */
  stopRequested(): void
}

export class ReportedMember implements Member {
  readonly faults = new Faults()
  readonly bus: RecordedBus
  readonly #events: MemberEvents
  readonly #channel: Channel
  readonly #recorder: MemberRecorder
  readonly #instance: string
  readonly #welcomed = new Deferred()
  readonly #master = new Deferred<MasterAddress | null>()
  readonly #view = new Map<string, MemberRecord>()
  readonly #delay = new EventLoopDelay()
  readonly #stops: (() => Promise<unknown> | void)[] = []
  #state: ServerState = 'starting'
  #revision = 0
  #isWelcome = false
  #waitsForMaster = false

  /** @param process prefix of the ids of its records, unique among all members of the run */
  constructor(process: string, setup: AdapterSetup, options: JoinOptions, events: MemberEvents) {
    this.#events = events
    this.#instance = options.instance
    const now = clockSince(setup.t0)
    this.#channel = new Channel(setup.socket, now, {
      message: (message) => this.#onMessage(message),
      closed: (wasConnected) => this.#onClosed(wasConnected),
    })
    this.#recorder = new MemberRecorder(process, this.#channel, now, setup.tap.rpc)
    this.bus = new RecordedBus(this.#recorder, this.faults)
    const { instance, node, worker } = options
    const { pid } = globalThis.process
    this.#channel.send({ grove: 'hello', instance, pid, at: now(), node, worker })
    this.#recorder.own({ t: 'state', from: null, to: 'starting' })
  }

  get welcomed(): Promise<void> {
    return this.#welcomed.promise
  }

  get master(): Promise<MasterAddress | null> {
    // Whoever waits for it has nothing else that keeps the process alive.
    this.#waitsForMaster = true
    this.#keepAlive()
    return this.#master.promise
  }

  get state(): ServerState {
    return this.#state
  }

  get stops(): readonly (() => Promise<unknown> | void)[] {
    return this.#stops
  }

  become(state: ServerState, reason?: string): string | undefined {
    if (state === this.#state || this.#state === 'stopping') return undefined
    const from = this.#state
    this.#state = state
    return this.#recorder.own({ t: 'state', from, to: state, reason })
  }

  started(): void {
    if (this.#state === 'started') return
    this.become('started')
    this.#channel.send({ grove: 'started', memory: process.memoryUsage().rss })
  }

  failed(message: string): void {
    this.become('failed', message)
    this.#channel.send({ grove: 'failed', failure: { code: 'MEMBER_FAILED', message } })
  }

  listening(host: string, port: number): void {
    const cause = this.become('listening') ?? this.#recorder.newId()
    this.#channel.send({ grove: 'listening', host, port, cause })
    this.#resolveMaster({ host, port })
  }

  alias(node: string): void {
    this.#channel.send({ grove: 'alias', node })
  }

  step(step: string, about?: string): string {
    return this.#recorder.own({ t: 'step', step, about })
  }

  view({ added = [], removed = [] }: ViewChange): string | undefined {
    const gone = removed.flatMap(({ id, instance, reason }) => {
      const known = this.#view.get(id)
      if (!known || (instance !== undefined && instance !== known.instance)) return []
      this.#view.delete(id)
      return [{ id, instance: known.instance, reason }]
    })
    const come = added.filter((member) => !isSame(this.#view.get(member.id), member))
    for (const member of come) this.#view.set(member.id, member)
    if (gone.length === 0 && come.length === 0) return undefined
    this.#revision++
    const change = { epoch: this.#instance, revision: this.#revision, size: this.#view.size }
    return this.#recorder.own({ t: 'view', ...change, added: come, removed: gone })
  }

  proxies(server: Incarnation, details: Pick<ProxyRecord, 'serverType' | 'services' | 'made'>): string {
    const { serverType, services, made } = details
    const { id, instance } = server
    return this.#recorder.own({ t: 'proxy', server: id, instance, serverType, services, made })
  }

  link(kind: LinkKind, end: 'dialler' | 'listener', peer?: string): TappedLink {
    return new RecordedLink(kind, end, peer, this.#recorder, this.faults)
  }

  clientLink(): TappedLink {
    return new RecordedLink('rpc', 'listener', undefined, this.#recorder, new Faults())
  }

  log(level: LogLevel, text: string): void {
    this.#recorder.log(level, text)
  }

  onStop(stop: () => Promise<unknown> | void): void {
    this.#stops.push(stop)
  }

  leave(): void {
    this.become('stopping')
    this.#channel.close()
  }

  causedBy<Result>(ids: readonly (string | undefined)[], body: () => Result): Result {
    return causedBy(
      ids.filter((id): id is string => id !== undefined),
      body,
    )
  }

  /** An orderly end has begun. */
  ending(): void {
    this.become('stopping')
    this.#channel.send({ grove: 'ending', memory: process.memoryUsage().rss })
  }

  /** The adapter has failed: what it held back goes on as without Grove. */
  release(): void {
    this.#welcomed.resolve()
    this.#resolveMaster(null)
    this.faults.clear()
    for (const kind of ['control', 'rpc'] as const) this.bus.faultChanged(kind)
  }

  flush(): Promise<void> {
    return this.#channel.flush()
  }

  flushSync(): void {
    this.#channel.flushSync()
  }

  #onMessage(message: ParentMessage): void {
    switch (message.grove) {
      case 'welcome':
        this.#isWelcome = true
        this.#welcomed.resolve()
        return this.#keepAlive()
      case 'master':
        return causedBy(message.cause === undefined ? [] : [message.cause], () =>
          this.#resolveMaster(message),
        )
      case 'tap':
        this.#recorder.rpcLevel = message.rpc
        if (message.rpc === 'off') forgetCauses()
        return
      case 'fault':
        return this.#setFault(message)
      case 'measure':
        return this.#channel.send({ grove: 'measured', eventLoopDelay: this.#delay.read().max })
      case 'openDebugger':
        return this.#channel.send({ grove: 'debuggerOpened', url: openDebugger() })
      case 'holdAnnouncements':
        // No framework has a counterpart; the launcher need not wait.
        return this.#channel.send({ grove: 'announcementsHeld' })
      case 'stop':
        return this.#events.stopRequested()
      default:
    }
  }

  #onClosed(wasConnected: boolean): void {
    this.release()
    if (wasConnected && this.#state !== 'stopping') this.#events.stopRequested()
  }

  #setFault({ link, fault, peer }: Extract<ParentMessage, { grove: 'fault' }>): void {
    this.faults.set(link, fault, peer)
    this.bus.faultChanged(link)
  }

  #resolveMaster(address: MasterAddress | null): void {
    this.#waitsForMaster = false
    this.#master.resolve(address && { host: address.host, port: address.port })
    this.#keepAlive()
  }

  /** Once nobody waits for the launcher, its socket must not keep the program alive. */
  #keepAlive(): void {
    this.#channel.keepsAlive = !this.#isWelcome || this.#waitsForMaster
  }
}

function isSame(one: MemberRecord | undefined, other: MemberRecord): boolean {
  return (
    one !== undefined &&
    one.instance === other.instance &&
    one.serverType === other.serverType &&
    one.callable === other.callable
  )
}
