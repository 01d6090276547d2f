// Faults injected into one process: each is a row of the timeline, and is healed before the process is asked to stop.
import type { ParentMessage } from '../../../core/process/messages.ts'
import type { LinkFault } from '../../../core/protocol/record.ts'
import { faultPeers, HostError, type InjectedLinkFault, type ServerSummary } from '../../contract/index.ts'
import type { Recorder } from '../recording/recorder.ts'

/** Where a fault acts, and the fault; null removes it. */
export interface FaultRequest extends Pick<InjectedLinkFault, 'link' | 'peer'> {
  fault: LinkFault | null
}

/** @throws `NO_SUCH_LINK` unless the server has links of this kind with the peer */
export function assertHasLink(id: string, request: FaultRequest, servers: readonly ServerSummary[]): void {
  const { link, peer, fault } = request
  const server = servers.find((one) => one.id === id)
  if (!server || peer === undefined) return
  const peers = faultPeers(servers, server, link)
  // A peer that was removed has no links any more, but its fault can still be healed.
  const isHealed = fault === null && server.faults.some((one) => one.link === link && one.peer === peer)
  if (isHealed || peers.includes(peer)) return
  const refusal = server.pairLinks.includes(link)
    ? `${id} has no ${link} link with ${peer}; it has them with ${peers.join(', ') || 'nobody'}.`
    : `A fault of ${id}'s ${link} links cannot be for one peer: Grove cannot tell whose connections they are. Leave the peer out.`
  throw new HostError({ code: 'NO_SUCH_LINK', field: 'peer', message: refusal, server: id })
}

/** The process that faults are injected into. */
export interface FaultTarget {
  send(message: ParentMessage): void
  signal(signal: NodeJS.Signals): void
  kill(): Promise<unknown>
}

export class InjectedFaults {
  readonly #server: string
  readonly #process: FaultTarget
  readonly #recorder: Recorder
  /** By kind and peer. */
  readonly #links = new Map<string, InjectedLinkFault>()
  #paused = false

  constructor(server: string, process: FaultTarget, recorder: Recorder) {
    this.#server = server
    this.#process = process
    this.#recorder = recorder
  }

  /** Whether the process is suspended. */
  get paused(): boolean {
    return this.#paused
  }

  get links(): InjectedLinkFault[] {
    return [...this.#links.values()]
  }

  /** Suspends the process and its descendants (SIGSTOP). @throws `NOT_ON_WINDOWS` */
  pause(): void {
    if (process.platform === 'win32') {
      throw new HostError({
        code: 'NOT_ON_WINDOWS',
        message: `${this.#server} cannot be paused: Windows has no signal for it. Hang its links instead.`,
      })
    }
    if (this.#paused) return
    this.#paused = true
    this.#process.signal('SIGSTOP')
    this.#record('pause')
  }

  /** Continues a suspended process (SIGCONT). */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#process.signal('SIGCONT')
    this.#record('resume')
  }

  /** Kills the process and its descendants (SIGKILL). Resolves when it has exited. */
  async kill(): Promise<void> {
    this.#record('kill')
    await this.#process.kill()
  }

  /** Injects a fault into all links of one kind, or into those with one peer; null heals them. */
  inject({ link, peer, fault }: FaultRequest): void {
    const key = `${link} ${peer ?? ''}`
    if (fault) this.#links.set(key, { link, peer, fault })
    else this.#links.delete(key)
    this.#process.send({ grove: 'fault', link, fault, peer })
    const { kind, ...parameters } = fault ?? { kind: 'heal' }
    this.#record(kind, { link, peer, ...parameters })
  }

  /** Removes every fault, so that none keeps the process from stopping in order. */
  heal(): void {
    this.resume()
    for (const { link, peer } of this.links) this.inject({ link, peer, fault: null })
  }

  #record(fault: string, parameters?: object): void {
    this.#recorder.addEvent({
      t: 'fault',
      at: this.#recorder.now(),
      process: this.#server,
      fault,
      parameters,
    })
  }
}
