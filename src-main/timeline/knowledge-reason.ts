// Why a server can call another one or cannot, as a sentence with names and measured times.
import { formatDuration } from '../../core/kit/format-duration.ts'
import type { Nanoseconds, PacketEvent, TimelineEvent } from './event.ts'
import type { Knowledge } from './matrix.ts'
import { isSameInstance, type ProcessState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import type { ReplaySource } from './time-travel.ts'

/** Where to look for what is on its way. Without it a sentence has no times. */
export interface ReasonContext {
  events?: ReplaySource | undefined
  /** The moment of the state. */
  at?: Nanoseconds | undefined
}

/** Whoever looks at a cell waits for its sentence: no longer than this. */
const MAX_EVENTS_BACK = 5_000

export function reasonOf(
  state: ClusterState,
  observer: string,
  subject: string,
  knowledge: Knowledge,
  context: ReasonContext,
): string {
  const reason = new Reason(state, observer, subject, context)
  switch (knowledge) {
    case 'self':
      return `This is ${observer} itself.`
    case 'callable':
      return reason.callable()
    case 'known':
      return reason.known()
    case 'missing':
      return reason.missing()
    case 'stale':
      return reason.stale()
    case 'absent':
      return reason.absent()
    case 'unknown':
      return reason.unknown()
  }
}

class Reason {
  readonly #state: ClusterState
  readonly #observer: string
  readonly #subject: string
  readonly #context: ReasonContext

  constructor(state: ClusterState, observer: string, subject: string, context: ReasonContext) {
    this.#state = state
    this.#observer = observer
    this.#subject = subject
    this.#context = context
  }

  get #process(): ProcessState | undefined {
    return this.#state.processes.get(this.#observer)
  }

  get #other(): ProcessState | undefined {
    return this.#state.processes.get(this.#subject)
  }

  get #master(): string {
    return this.#state.master?.id ?? 'the master'
  }

  callable(): string {
    const services = this.#process?.proxies.get(this.#subject)?.services ?? []
    const held = services.length > 0 ? `proxies for ${services.join(', ')}` : 'proxies for it'
    return `${this.#observer} can call ${this.#subject}: it has ${held}.`
  }

  known(): string {
    const { dialect, records } = this.#state
    const knows = `${this.#observer} knows ${this.#subject}`
    if (!dialect.sees.proxies) return `${knows}. ${dialect.title} does not show whom it can call.`
    const instance = this.#process?.view?.servers.get(this.#subject) ?? ''
    const record = records.get(this.#subject, instance)
    if (!record || record.callable)
      return `${knows}, but has no proxies for it. Whether ${this.#subject} can be called is not known.`
    const why =
      record.services.length > 0
        ? `${this.#subject} has no RPC port`
        : record.port === null
          ? `${this.#subject} has no RPC port and no services`
          : `${this.#subject} offers no services`
    return `${this.#observer} cannot call ${this.#subject}: ${why}. It knows it from the server list.`
  }

  missing(): string {
    const { view } = this.#process ?? {}
    if (view?.servers.has(this.#subject))
      return `${this.#observer} knows ${this.#subject}, but cannot call it yet: its proxies are not made.`
    const cannot =
      this.#observer === this.#subject
        ? `${this.#observer} is not in its own view yet`
        : `${this.#observer} cannot call ${this.#subject}: it does not know it yet`
    const arriving = this.#notification()
    if (arriving !== null) return `${cannot}. ${arriving}`
    if (view !== null && view !== undefined) return `${cannot}.`
    const list = this.#state.dialect.hasMaster
      ? 'it has not got the server list'
      : 'it has no list of members'
    const { state } = this.#process ?? {}
    return `${cannot}. So far ${list}${state ? ` (it is ${this.#titleOf(state)})` : ''}.`
  }

  stale(): string {
    const isProxy = this.#process?.proxies.has(this.#subject)
    const holds = `${this.#observer} still ${isProxy ? 'calls' : 'knows'} ${this.#subject}`
    const fate = this.#fate()
    const because = fate === null ? `${holds}, which is not in the registry` : `${holds}: ${fate}`
    const arriving = this.#notification()
    const isGone = this.#other?.exit !== null || this.#isReplaced()
    const until = isProxy && isGone ? ' Until it lets go, calls fail.' : ''
    return `${because}.${arriving === null ? '' : ` ${arriving}`}${until}`
  }

  absent(): string {
    const fate = this.#fate()
    const cannot =
      this.#observer === this.#subject
        ? `${this.#observer} is not a member`
        : `${this.#observer} does not know ${this.#subject}`
    if (fate !== null) return `${cannot}, as it should be: ${fate}.`
    return `${cannot}, as it should be: ${this.#subject} has not joined yet.`
  }

  unknown(): string {
    const { dialect } = this.#state
    const process = this.#process
    if (process?.observed === false)
      return `Whom ${this.#observer} can call is not known: only its process is observed.`
    if (!dialect.sees.views)
      return `Whom ${this.#observer} knows is not known: ${dialect.title} does not show it.`
    if (process?.phase === 'stopping' || process?.state === 'stopping')
      return `${this.#observer} is stopping: what it still holds is not compared.`
    if (process?.state === 'failed') return `${this.#observer} has failed: what it holds is not compared.`
    if (this.#state.master?.exit)
      return `Whether ${this.#observer} should know ${this.#subject} is not known: there is no master.`
    return `What ${this.#observer} holds is not compared now.`
  }

  /** What became of the subject; null if it is alive as the observer knows it, or nothing is known. */
  #fate(): string | null {
    const other = this.#other
    if (!other) return null
    if (other.exit) {
      const { code, signal } = other.exit
      const how = signal ?? (code === null ? null : `exit ${code}`)
      return `its process has ended${how === null ? '' : ` (${how})`}`
    }
    if (this.#isReplaced()) return 'that process was replaced by another one'
    if (!this.#state.registry || this.#state.registry.servers.has(this.#subject)) return null
    const removal = this.#last(
      (event) =>
        event.t === 'view' &&
        event.process === this.#state.master?.id &&
        event.removed.some(({ id }) => id === this.#subject),
    )
    if (removal?.t !== 'view') return null
    const reason = removal.removed.find(({ id }) => id === this.#subject)?.reason
    return `${this.#master} dropped it ${this.#ago(removal.at)}${reason ? ` (${reason})` : ''}`
  }

  #isReplaced(): boolean {
    const held = this.#process?.view?.servers.get(this.#subject)
    const instance = this.#other?.instance ?? null
    return held !== undefined && instance !== null && !isSameInstance(instance, held)
  }

  /** "removeServer is on its way to it, sent 3.2 ms ago." Null if nothing about the subject is. */
  #notification(): string | null {
    const { at } = this.#context
    if (at === undefined) return null
    const packet = this.#last(
      (event) =>
        event.t === 'packet' &&
        event.to === this.#observer &&
        event.phase === 'notify' &&
        (event.received === null || event.received > at) &&
        names(event.body, this.#subject),
    ) as PacketEvent | undefined
    if (packet?.sent == null) return null
    if (packet.dropped)
      return `${packet.name} was sent to it ${this.#ago(packet.sent)}, and an injected fault dropped it.`
    if (packet.received === null)
      return `${packet.name} was sent to it ${this.#ago(packet.sent)}, and did not arrive.`
    return `${packet.name} is on its way to it, sent ${this.#ago(packet.sent)}.`
  }

  #ago(time: Nanoseconds): string {
    const { at } = this.#context
    return at === undefined ? 'before' : `${formatDuration((at - time) / 1e6)} ago`
  }

  #titleOf(state: NonNullable<ProcessState['state']>): string {
    return this.#state.dialect.states?.[state] ?? state
  }

  #last(matches: (event: TimelineEvent) => boolean): TimelineEvent | undefined {
    const { events, at } = this.#context
    if (!events || at === undefined) return undefined
    const end = events.after(at)
    for (let index = end - 1; index >= Math.max(0, end - MAX_EVENTS_BACK); index -= 1) {
      const event = events.at(index)
      if (matches(event)) return event
    }
    return undefined
  }
}

/** Whether a server's id is a value anywhere in a body. */
function names(body: unknown, id: string, depth = 0): boolean {
  if (body === id) return true
  if (typeof body !== 'object' || body === null || depth > 8) return false
  return Object.entries(body).some(([key, inner]) => key === id || names(inner, id, depth + 1))
}
