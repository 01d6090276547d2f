// A server's `__watchdog__` module: subscribes at the master, applies its messages to the view, and emits the changes
// (§5.1).
import type { ClusterError } from '../protocol/errors.ts'
import type { ServerRecord, Snapshot, ViewAnswer } from '../protocol/packet.ts'
import { parseSnapshot, parseWatchdogNotice } from '../protocol/parse-watchdog.ts'
import { causedBy } from '../kit/node-cause.ts'
import { Emitter } from '../kit/emitter.ts'
import type { Module, ModuleCall } from '../console/module.ts'
import type { Tap } from '../tap/tap.ts'
import type { Callback } from '../transport/pending.ts'
import type { MembershipView, RemovedServer, ViewChange } from './view.ts'
import { WATCHDOG } from './watchdog.ts'

export interface MonitorWatchdogOptions {
  id: string
  view: MembershipView
  tap: Tap
  /** The connection to the master. */
  agent: {
    requestWithCallback(moduleId: string, body: unknown, callback: Callback): void
    request(moduleId: string, body: unknown): Promise<unknown>
    notify(moduleId: string, body: unknown): void
    readonly isConnected: boolean
  }
  /** Names of the callable services, by server type. */
  proxies: () => Record<string, string[]>
}

type WatchdogEvents = {
  subscribing: []
  subscribed: []
  /** The master refused the subscription, or its answer is malformed. */
  failed: [error: ClusterError]
  serversAdded: [records: ServerRecord[]]
  serversRemoved: [removed: RemovedServer[]]
  startOver: []
}

export class MonitorWatchdog extends Emitter<WatchdogEvents> implements Module {
  readonly moduleId = WATCHDOG
  readonly #options: MonitorWatchdogOptions
  #subscribing = false
  #startedOver = false

  constructor(options: MonitorWatchdogOptions) {
    super()
    this.#options = options
  }

  /** Requests the list: at first, after each reconnection, and when a change was missed. */
  subscribe(): void {
    if (this.#subscribing) return
    this.#subscribing = true
    this.emit('subscribing')
    const body = { action: 'subscribe', id: this.#options.id }
    this.#options.agent.requestWithCallback(WATCHDOG, body, {
      resolve: (answer) => this.#subscribed(answer),
      reject: (error) => this.#refused(error),
    })
  }

  /** Resolves after everything that the master sent before its answer has been handled. */
  async unsubscribe(): Promise<void> {
    await this.#options.agent.request(WATCHDOG, { action: 'unsubscribe', id: this.#options.id })
  }

  /** Notifies the master that this server has started. */
  record(): void {
    this.#options.agent.notify(WATCHDOG, { action: 'record', id: this.#options.id })
  }

  readonly monitorHandler = (call: ModuleCall): unknown => {
    if (isViewRequest(call.body)) return this.#viewAnswer()
    const notice = parseWatchdogNotice(call.body)
    if (notice.action === 'startOver') return this.#startOver()
    // The answer to `subscribe` includes every earlier notification.
    if (this.#subscribing) return
    const applied = this.#options.view.apply(notice)
    if (applied === 'gap') this.subscribe()
    else if (applied !== 'old') this.#changed(applied)
  }

  #subscribed(answer: unknown): void {
    this.#subscribing = false
    let snapshot: Snapshot
    try {
      snapshot = parseSnapshot(answer)
    } catch (error) {
      return this.#refused(error as ClusterError)
    }
    this.#changed(this.#options.view.replace(snapshot))
    this.emit('subscribed')
    if (snapshot.startedOver) this.#startOver()
  }

  #refused(error: ClusterError): void {
    this.#subscribing = false
    this.#options.tap.log('warn', `subscribing failed: ${error.message}`)
    // After a lost connection, the next registration subscribes.
    if (error.code === 'PEER_LOST') return
    if (error.code === 'REQUEST_TIMEOUT' && this.#options.agent.isConnected) this.subscribe()
    else this.emit('failed', error)
  }

  #changed(change: ViewChange): void {
    const { view, tap } = this.#options
    const changed = tap.view({
      epoch: view.epoch,
      revision: view.revision,
      size: view.size,
      added: change.added.map(({ id, instance }) => ({ id, instance })),
      removed: change.removed.map(({ record: { id, instance }, reason }) => ({ id, instance, reason })),
    })
    causedBy([changed], () => this.#announce(change))
  }

  #announce(change: ViewChange): void {
    if (change.removed.length > 0) this.emit('serversRemoved', change.removed)
    if (change.added.length === 0) return
    const step = this.#options.tap.step('serversAdded', change.added.map(({ id }) => id).join(' '))
    causedBy([step], () => this.emit('serversAdded', change.added))
  }

  #startOver(): void {
    if (this.#startedOver) return
    this.#startedOver = true
    const step = this.#options.tap.step('startOverHeard')
    causedBy([step], () => this.emit('startOver'))
  }

  #viewAnswer(): ViewAnswer {
    const { view, proxies } = this.#options
    const servers = Object.fromEntries(view.servers.map(({ id, instance }) => [id, instance]))
    return { epoch: view.epoch, revision: view.revision, servers, proxies: proxies() }
  }
}

function isViewRequest(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'action' in body && body.action === 'view'
}
