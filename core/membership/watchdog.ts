// The master's `__watchdog__` module (Pomelo's name; it is not a timer): keeps the registry and the subscribers, and
// publishes changes in batches (§5).
import { toWireError } from '../protocol/errors.ts'
import type { Change, RegisterRequest, RemovalReason, ServerRecord } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { checkViewsRequest, parseWatchdogRequest } from '../protocol/parse-watchdog.ts'
import type { ViewRecord } from '../protocol/record.ts'
import { causedBy, currentCauses } from '../kit/node-cause.ts'
import { DEFERRED, type Module, type ModuleCall } from '../console/module.ts'
import type { Tap } from '../tap/tap.ts'
import { RawJson } from '../transport/encode.ts'
import { Registry } from './registry.ts'
import { Settling } from './settling.ts'
import { StartOver } from './start-over.ts'
import { BatchWindow } from './batch-window.ts'

export const WATCHDOG = '__watchdog__'

export interface WatchdogOptions {
  epoch: string
  tap: Tap
  parameters: Parameters
  /** Sends a notification to these servers; it is encoded once. */
  notify: (ids: Iterable<string>, body: unknown) => void
  /** Sends a request to one server. */
  request: (id: string, body: unknown) => Promise<unknown>
}

/** A server whose `subscribe` is not answered yet. */
interface Joiner {
  id: string
  answer: (body: unknown) => void
  causes: readonly string[]
}

export class MasterWatchdog implements Module {
  readonly moduleId = WATCHDOG
  readonly registry = new Registry()
  readonly startOver: StartOver
  readonly #options: WatchdogOptions
  readonly #subscribers = new Set<string>()
  readonly #window: BatchWindow
  readonly #settling: Settling
  #changes: { change: Change; cause: string }[] = []
  #joiners: Joiner[] = []
  #holdsAnnouncements = false

  constructor(options: WatchdogOptions) {
    this.#options = options
    this.#window = new BatchWindow(options.parameters, () => this.#publish())
    this.startOver = new StartOver(() => this.#sendStartOver())
    this.#settling = new Settling(options.parameters, () => this.#settled())
  }

  onServerAdd(request: RegisterRequest, isReconnect: boolean): void {
    const { id, instance, info, serverType } = request
    if (request.started) this.startOver.record(id)
    if (info.serverType === undefined) return
    this.#subscribers.delete(id)
    this.#joiners = this.#joiners.filter((joiner) => joiner.id !== id)
    const known = this.registry.get(id)?.instance === instance
    if (isReconnect && !known) this.#settling.start()
    if (known) return
    const record: ServerRecord = { ...info, serverType, instance }
    this.registry.add(record)
    this.#changed({ add: record }, { added: [{ id, instance }], removed: [] })
    this.#settling.update(() => this.#missing())
  }

  onServerRemove(id: string, reason: RemovalReason): void {
    this.#subscribers.delete(id)
    this.#joiners = this.#joiners.filter((joiner) => joiner.id !== id)
    const record = this.registry.remove(id)
    if (!record) return
    const removed = [{ id, instance: record.instance, reason }]
    this.#changed({ remove: id, reason }, { added: [], removed })
  }

  /** Sets the ids that `startOver` and settling wait for. */
  expect(ids: readonly string[]): void {
    this.startOver.expect(ids)
    this.#settling.update(() => this.#missing())
  }

  /** From now on no removals are announced, because the whole cluster is about to stop. */
  holdAnnouncements(): void {
    this.#holdsAnnouncements = true
  }

  close(): void {
    this.#settling.close()
  }

  readonly masterHandler = (call: ModuleCall): unknown => {
    const request = parseWatchdogRequest(call.body)
    if (request.action === 'record') return this.startOver.record(call.from)
    if (request.action === 'unsubscribe') {
      this.#subscribers.delete(call.from)
      return {}
    }
    this.#joiners.push({ id: call.from, answer: call.answer, causes: currentCauses() ?? [] })
    this.#window.schedule()
    return DEFERRED
  }

  /** `views`: the registry, and the view of every server. */
  readonly clientHandler = async ({ body }: ModuleCall): Promise<unknown> => {
    checkViewsRequest(body)
    const ids = Object.keys(this.registry.list())
    const answers = await Promise.allSettled(ids.map((id) => this.#options.request(id, { action: 'view' })))
    const views = ids.map((id, index) => {
      const answer = answers[index]
      return [id, answer?.status === 'fulfilled' ? answer.value : { error: toWireError(answer?.reason) }]
    })
    const { epoch } = this.#options
    return {
      epoch,
      revision: this.registry.revision,
      servers: this.registry.list(),
      views: Object.fromEntries(views),
    }
  }

  #changed(change: Change, difference: Pick<ViewRecord, 'added' | 'removed'>): void {
    const { epoch, tap } = this.#options
    const cause = tap.view({
      epoch,
      revision: this.registry.revision,
      size: this.registry.size,
      ...difference,
    })
    this.#changes.push({ change, cause })
    this.#window.schedule()
  }

  /** At the end of a window: sends its changes to the subscribers, then answers everyone who subscribed during it. */
  #publish(): void {
    const changes = this.#changes.splice(0)
    const joiners = this.#joiners.splice(0)
    this.#sendChanges(changes)
    if (joiners.length > 0) this.#admit(joiners)
    this.#settling.update(() => this.#missing())
  }

  #sendChanges(changes: { change: Change; cause: string }[]): void {
    const list = changes.map(({ change }) => change)
    if (list.length === 0 || (this.#holdsAnnouncements && list.some((change) => 'remove' in change))) return
    const causes = changes.map(({ cause }) => cause)
    causedBy(causes, () => this.#options.notify(this.#subscribers, this.#noticeOf(list)))
  }

  #noticeOf(changes: Change[]): unknown {
    const revision = this.registry.revision
    const only = changes.length === 1 ? changes[0] : undefined
    if (only === undefined) return { action: 'update', revision, changes }
    if ('add' in only) return { action: 'addServer', revision, server: only.add }
    return { action: 'removeServer', revision, id: only.remove, reason: only.reason }
  }

  #admit(joiners: Joiner[]): void {
    const snapshot = new RawJson({
      epoch: this.#options.epoch,
      revision: this.registry.revision,
      settling: this.#settling.isActive,
      startedOver: this.startOver.isDone,
      servers: this.registry.list(),
    })
    for (const joiner of joiners) {
      this.#subscribers.add(joiner.id)
      this.#settling.addAudience(joiner.id)
      const added = causedBy(joiner.causes, () => this.#options.tap.step('subscriberAdded', joiner.id))
      causedBy([added], () => joiner.answer(snapshot))
    }
  }

  #missing(): string[] | undefined {
    return this.startOver.expected?.filter((id) => !this.registry.get(id))
  }

  #sendStartOver(): void {
    this.#options.notify(this.#subscribers, { action: 'startOver', epoch: this.#options.epoch })
  }

  #settled(): void {
    this.#window.flush()
    const audience = [...this.#settling.audience].filter((id) => this.#subscribers.has(id))
    const { epoch } = this.#options
    const { revision } = this.registry
    this.#options.notify(audience, {
      action: 'replaceServer',
      epoch,
      revision,
      settling: false,
      servers: this.registry.list(),
    })
  }
}
