// A started broker as a member of the cluster: its states, its registry, its end.
import { messageOf } from '../../kit/message-of.ts'
import type { AdapterContext, Foreign, Member } from '../adapter.ts'
import type { RemovalReason } from '../../protocol/packet.ts'
import { RegistryView } from './registry-view.ts'
import { isTcp, type TappedBroker } from './transporter-tap.ts'

export class BrokerMember implements TappedBroker {
  readonly member: Member
  readonly #broker: Foreign
  readonly #view: RegistryView

  constructor(context: AdapterContext, broker: Foreign) {
    this.#broker = broker
    this.member = context.join({ instance: broker.instanceID, node: broker.nodeID })
    this.#view = new RegistryView(broker, this.member)
    // Windows has no signal that a broker could stop at.
    if (process.platform === 'win32') this.member.onStop(() => broker.stop())
    if (!broker.transit)
      this.member.log(
        'warn',
        'This broker has no transporter, so it sees no other node. Set "transporter" in its options.',
      )
    const on = (event: string, listener: (payload: Foreign) => void): void => {
      broker.localBus.on(event, context.guard(listener))
    }
    on('$transporter.connected', () => this.#onDiscovered())
    on('$broker.started', () => this.#onStarted())
    on('$node.disconnected', ({ unexpected }) => this.#view.refresh(this.#removalReason(unexpected)))
    for (const event of ['$node.connected', '$node.updated', '$services.changed']) {
      on(event, () => this.#view.refresh())
    }
  }

  /** Starts the broker when the launcher knows its name, so that others may speak of it. */
  start(start: () => Foreign): Foreign {
    const started = this.#broker.Promise.resolve(this.member.welcomed).then(() => {
      this.member.become('connecting')
      this.#view.refresh()
      return start()
    })
    started.then(undefined, (error: unknown) => this.member.failed(messageOf(error)))
    return started
  }

  stop(stop: () => Foreign): Foreign {
    this.member.become('stopping')
    const stopped = stop()
    // Unless the process exits now, it goes on without this broker.
    void stopped.then(() => setImmediate(() => this.member.leave()))
    return stopped
  }

  failed(message: string): void {
    this.member.failed(message)
  }

  connectionChanged(isConnected: boolean): void {
    if (isConnected) this.member.become('registered')
    else if (this.member.state !== 'starting') this.member.become('reconnecting')
  }

  discovers(): void {
    if (this.member.state === 'registered') this.member.become('subscribing')
  }

  registryMayHaveChanged(): void {
    this.#view.refresh()
  }

  /** With TCP a closed connection is all that a node sees, of a node that stops as of one that is lost. */
  #removalReason(unexpected: boolean): RemovalReason | undefined {
    if (unexpected) return 'lost'
    return isTcp(this.#broker.transit?.tx) ? undefined : 'closed'
  }

  /** The broker has waited for the answers to its DISCOVER. */
  #onDiscovered(): void {
    if (this.member.state === 'started') return
    this.member.become('subscribed')
    if (this.#broker.started) this.member.started()
  }

  #onStarted(): void {
    this.#view.refresh()
    this.member.started()
  }
}
