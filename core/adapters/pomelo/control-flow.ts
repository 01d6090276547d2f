// What the packets between master and monitor say about this process: its states, and steps that no packet shows.
import type { Foreign, Member, TappedLink } from '../adapter.ts'
import { watchdogAction, type ControlPacket } from './control-packets.ts'

const OK = 1

export class ControlFlow {
  readonly #member: Member
  readonly #isMaster: boolean
  /** The id of the subscription that is not answered yet. */
  #subscription: unknown
  #hasStarted = false
  /** At the master: the id by which the other end of a connection registers. */
  readonly #claims = new WeakMap<TappedLink, string>()
  /** At the master: called with the process that registers under an id, before anything comes of it. */
  onRegistering: (id: string, pid: unknown) => void = () => undefined

  constructor(member: Member, isMaster: boolean) {
    this.#member = member
    this.#isMaster = isMaster
  }

  /** A packet that the master sends. */
  sendingDown(link: TappedLink, { name, body }: ControlPacket): void {
    if ((name === 'register.ack' || name === 'reconnect.ack') && body?.code === OK)
      this.#member.step('authenticated', this.#claims.get(link))
  }

  /** A packet that the master receives. */
  receivingUp(link: TappedLink, { name, body }: ControlPacket): void {
    if (name !== 'register' && name !== 'reconnect') return
    this.#claims.set(link, String(body?.id))
    this.onRegistering(String(body?.id), body?.pid)
  }

  /** A packet that a monitor sends. The master has one too, which says nothing about its state. */
  sendingUp(packet: ControlPacket): void {
    const action = watchdogAction(packet)
    if (action === 'record') return this.#start()
    if (this.#isMaster) return
    if (packet.name === 'register' || packet.name === 'reconnect') this.#member.become('registering')
    if (action !== 'subscribe') return
    this.#subscription = packet.body.reqId
    this.#member.become('subscribing')
  }

  /** A packet that a monitor receives. */
  receivingDown(packet: ControlPacket, handle: () => Foreign): Foreign {
    const { name, body } = packet
    if (this.#isMaster) return handle()
    if (name === 'register.ack' || name === 'reconnect.ack') {
      if (body?.code === OK) this.#member.become('registered')
      else this.#member.failed(`the master refused it: ${String(body?.msg)}`)
      return handle()
    }
    if (body?.respId !== undefined && body.respId === this.#subscription)
      return this.#subscribed(body.respId, handle)
    const action = watchdogAction(packet)
    if (action === 'startOver') return this.#member.causedBy([this.#member.step('startOverHeard')], handle)
    const result = handle()
    // After a reconnection nobody asks for the list: the master sends it.
    if (action === 'replaceServer' && this.#hasStarted && this.#member.state !== 'started') {
      this.#member.become('subscribed')
      this.#start()
    }
    return result
  }

  /** The connection to the master is lost. */
  lost(): void {
    const { state } = this.#member
    if (!this.#isMaster && state !== 'starting' && state !== 'failed') this.#member.become('reconnecting')
  }

  #subscribed(id: unknown, handle: () => Foreign): Foreign {
    this.#subscription = undefined
    const result: Foreign = this.#member.causedBy([this.#member.step('callbackFound', String(id))], handle)
    if (this.#member.state === 'subscribing') this.#member.become('subscribed')
    return result
  }

  #start(): void {
    this.#hasStarted = true
    this.#member.started()
  }
}
