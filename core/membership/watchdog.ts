// The master's `__watchdog__` (Pomelo's word: it publishes the server list; it is no timer). Keeps the registry and
// the subscribers, and tells each change in windows (§5).
import { toWireError } from '../protocol/errors.ts'
import type { Change, RegisterRequest, RemovalReason, ServerRecord } from '../protocol/packet.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseViewsRequest, parseWatchdogRequest } from '../protocol/parse-watchdog.ts'
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
  /** Sends one notification to these servers, encoded once. */
  notify: (ids: Iterable<string>, body: unknown) => void
  /** Asks one server. */
  request: (id: string, body: unknown) => Promise<unknown>
}

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
  #holding = false

  constructor(options: WatchdogOptions) {
    this.#options = options
    this.#window = new BatchWindow(options.parameters, () => this.#publish())
    this.startOver = new StartOver(() => this.#tellStartOver())
    this.#settling = new Settling(options.parameters, () => this.#settled())
  }

  onServerAdd(request: RegisterRequest, again: boolean): void {
    const { id, instance, info, serverType } = request
    if (request.started) this.startOver.record(id)
    if (info.serverType === undefined) return
    this.#subscribers.delete(id)
    this.#joiners = this.#joiners.filter((joiner) => joiner.id !== id)
    const known = this.registry.get(id)?.instance === instance
    if (again && !known) this.#settling.start()
    if (known) return
    const record: ServerRecord = { ...info, serverType, instance }
    this.registry.add(record)
    this.#changed({ add: record }, { added: [{ id, instance }], removed: [] })
    this.#settling.registered(() => this.#missing())
  }

  onServerRemove(id: string, reason: RemovalReason): void {
    this.#subscribers.delete(id)
    this.#joiners = this.#joiners.filter((joiner) => joiner.id !== id)
    const record = this.registry.remove(id, reason)
    if (!record) return
    const removed = [{ id, instance: record.instance, reason }]
    this.#changed({ remove: id, reason }, { added: [], removed })
  }

  /** The ids that the launcher runs: what `startOver` and settling wait for. */
  expect(ids: readonly string[]): void {
    this.startOver.expect(ids)
    this.#settling.registered(() => this.#missing())
  }

  /** The whole cluster is about to stop: no removals are announced any more. */
  holdAnnouncements(): void {
    this.#holding = true
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

  /** `views`: what every server believes, and the registry. */
  readonly clientHandler = async ({ body }: ModuleCall): Promise<unknown> => {
    parseViewsRequest(body)
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

  #changed(change: Change, facts: Pick<ViewRecord, 'added' | 'removed'>): void {
    const { epoch, tap } = this.#options
    const cause = tap.view({ epoch, revision: this.registry.revision, size: this.registry.size, ...facts })
    this.#changes.push({ change, cause })
    this.#window.schedule()
  }

  /** The end of a window: first its changes to those already subscribed, then everyone who asked meanwhile, at once. */
  #publish(): void {
    const changes = this.#changes.splice(0)
    const joiners = this.#joiners.splice(0)
    this.#tellChanges(changes)
    if (joiners.length > 0) this.#admit(joiners)
    this.#settling.registered(() => this.#missing())
  }

  #tellChanges(changes: { change: Change; cause: string }[]): void {
    const all = changes.map(({ change }) => change)
    if (all.length === 0 || (this.#holding && all.some((change) => 'remove' in change))) return
    const causes = changes.map(({ cause }) => cause)
    causedBy(causes, () => this.#options.notify(this.#subscribers, this.#noticeOf(all)))
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
      settling: this.#settling.active,
      startedOver: this.startOver.done,
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
    return this.startOver.expected?.filter((id) => !this.registry.has(id))
  }

  #tellStartOver(): void {
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
