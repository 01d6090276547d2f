// When nothing has happened for a while, everybody who lives is in the registry, nobody else is, and all views equal it.
// Who is paused or cut off on purpose is left out of it.
import { convergence, describeDisagreement } from '../convergence.ts'
import { timeOf, type TimelineEvent } from '../event.ts'
import type { ProcessState } from '../process-state.ts'
import { ClusterState } from '../replay.ts'
import { eventId, type Violation, type Rule } from './finding.ts'
import { FaultedServers } from './faulted-servers.ts'

export const viewsAgreeWhenIdle: Rule = (events, { idleNs: quiet, end }) => {
  const reader = new IdleClusterAudit()
  let changed: TimelineEvent | null = null
  for (const event of events) {
    if (isChange(event)) {
      if (changed && timeOf(event) - timeOf(changed) > quiet) reader.checkNow(changed)
      changed = event
    }
    // Calls change nothing of it, and there are many.
    if (event.t !== 'packet' || event.link === 'control') reader.apply(event)
  }
  if (changed && end - timeOf(changed) > quiet) reader.checkNow(changed)
  return reader.findings
}

class IdleClusterAudit {
  readonly findings: Violation[] = []
  readonly #state = new ClusterState()
  readonly #faulted = new FaultedServers()

  apply(event: TimelineEvent): void {
    this.#faulted.apply(event)
    this.#state.apply(event)
  }

  /** The cluster is at rest since `changed`. */
  checkNow(changed: TimelineEvent): void {
    const { master, registry } = this.#state
    if (!registry || !master || master.state !== 'started' || this.#faulted.has(master.id)) return
    const texts = [
      ...this.#disagreeing(),
      ...this.#unlisted(registry.servers),
      ...this.#ghosts(registry.servers),
    ]
    for (const text of texts)
      this.findings.push({ rule: 'views-agree-when-idle', events: [eventId(changed)], text })
  }

  #disagreeing(): string[] {
    const lacks = convergence(this.#state).disagreements.filter(({ server }) => this.#participates(server))
    return lacks.map((lack) => `at rest ${describeDisagreement(lack)}`)
  }

  #unlisted(listed: ReadonlyMap<string, string>): string[] {
    const living = [...this.#state.processes.values()].filter(
      (one) => one !== this.#state.master && this.#participates(one.id),
    )
    const unlisted = living.filter(({ id, instance }) => listed.get(id) !== instance)
    return unlisted.map(({ id, state }) => `at rest ${id} lives (${state}), and is not in the registry`)
  }

  #ghosts(listed: ReadonlyMap<string, string>): string[] {
    const gone = [...listed].filter(([id, instance]) => {
      const process = this.#state.processes.get(id)
      return process !== undefined && (process.exit !== null || process.instance !== instance)
    })
    return gone.map(([id]) => `at rest the registry still holds ${id}, whose process is gone`)
  }

  #participates(id: string): boolean {
    const process = this.#state.processes.get(id)
    return process !== undefined && belongs(process) && !this.#faulted.has(id)
  }
}

/** Its own code may keep it starting for as long as it likes. */
function belongs({ exit, phase, state }: ProcessState): boolean {
  const going = phase === 'stopping' || state === 'stopping' || state === 'failed'
  return exit === null && !going && state !== null && state !== 'starting'
}

function isChange(event: TimelineEvent): boolean {
  if (event.t === 'link') return event.link === 'control'
  return ['process', 'state', 'view', 'proxy', 'fault'].includes(event.t)
}
