// While the cluster is idle, the registry lists exactly the live servers, and every view matches it; without a master
// every view holds the live members. Servers with an injected fault are left out.
import type { TimelineWords } from '../words/en.ts'
import type { Dialect } from '../../../core/protocol/dialect.ts'
import { describeDisagreement, type Disagreement } from '../convergence.ts'
import { ConvergenceTracker } from '../convergence-tracker.ts'
import { timeOf, type TimelineEvent } from '../event.ts'
import { isSameInstance, type ProcessState } from '../process-state.ts'
import { eventId, type Violation, type Rule } from './finding.ts'
import { FaultedServers } from './faulted-servers.ts'

export const viewsAgreeWhenIdle: Rule = (events, { dialect, idleNs, end, words }) => {
  if (!dialect.sees.views) return []
  const audit = new IdleClusterAudit(dialect, words)
  let changed: TimelineEvent | null = null
  for (const event of events) {
    if (isChange(event)) {
      if (changed && timeOf(event) - timeOf(changed) > idleNs) audit.checkNow(changed)
      changed = event
    }
    // RPC packets are high volume and change nothing here.
    if (event.t !== 'packet' || event.link === 'control') audit.apply(event)
  }
  if (changed && end - timeOf(changed) > idleNs) audit.checkNow(changed)
  return audit.findings
}

class IdleClusterAudit {
  readonly findings: Violation[] = []
  readonly #tracker: ConvergenceTracker
  readonly #faulted = new FaultedServers()
  readonly #words: TimelineWords

  constructor(dialect: Dialect, words: TimelineWords) {
    this.#words = words
    this.#tracker = new ConvergenceTracker(dialect)
  }

  apply(event: TimelineEvent): void {
    this.#faulted.apply(event)
    this.#tracker.apply(event)
  }

  /** Checks the cluster, which has been idle since `changed`. */
  checkNow(changed: TimelineEvent): void {
    const { dialect, master, registry } = this.#tracker.state
    if (!dialect.hasMaster) return this.#report(changed, this.#disagreeing())
    if (!registry || !master || master.state !== 'started' || this.#faulted.has(master.id)) return
    this.#report(changed, [
      ...this.#disagreeing(),
      ...this.#unlisted(registry.servers),
      ...this.#ghosts(registry.servers),
    ])
  }

  #report(changed: TimelineEvent, texts: string[]): void {
    for (const text of texts)
      this.findings.push({ rule: 'views-agree-when-idle', events: [eventId(changed)], text })
  }

  #disagreeing(): string[] {
    const { disagreements } = this.#tracker.current
    return disagreements
      .flatMap((disagreement) => this.#ofHealthy(disagreement) ?? [])
      .map((disagreement) => this.#words.checks.whileIdle(describeDisagreement(disagreement, this.#words)))
  }

  /** Without a master, a member with a fault is rightly missing in a view. Null if nothing is left to report. */
  #ofHealthy(disagreement: Disagreement): Disagreement | null {
    if (!this.#participates(disagreement.server)) return null
    if (this.#tracker.state.dialect.hasMaster) return disagreement
    const missing = disagreement.missing.filter((id) => !this.#faulted.has(id))
    const proxiesMissing = disagreement.proxiesMissing.filter((id) => !this.#faulted.has(id))
    const { server, stale, proxiesStale } = disagreement
    const count = missing.length + proxiesMissing.length + stale.length + proxiesStale.length
    return count === 0 ? null : { server, missing, stale, proxiesMissing, proxiesStale }
  }

  #unlisted(listed: ReadonlyMap<string, string>): string[] {
    const alive = [...this.#tracker.state.processes.values()].filter(
      (one) => one !== this.#tracker.state.master && this.#participates(one.id),
    )
    const unlisted = alive.filter(({ id, instance }) => !isSameInstance(listed.get(id), instance ?? ''))
    return unlisted.map(({ id, state }) => this.#words.checks.notRegisteredWhileIdle(id, state ?? ''))
  }

  #ghosts(listed: ReadonlyMap<string, string>): string[] {
    const gone = [...listed].filter(([id, instance]) => {
      const process = this.#tracker.state.processes.get(id)
      if (process === undefined || process.exit !== null) return process !== undefined
      // Of a member that is not observed the instance is not known.
      return process.observed && (process.instance === null || !isSameInstance(process.instance, instance))
    })
    return gone.map(([id]) => this.#words.checks.ghostWhileIdle(id))
  }

  #participates(id: string): boolean {
    const process = this.#tracker.state.processes.get(id)
    return process !== undefined && shouldBeListed(process) && !this.#faulted.has(id)
  }
}

/** A server that is starting runs the user's code, which may take any time. */
function shouldBeListed({ exit, phase, state }: ProcessState): boolean {
  const going = phase === 'stopping' || state === 'stopping' || state === 'failed'
  return exit === null && !going && state !== null && state !== 'starting'
}

function isChange(event: TimelineEvent): boolean {
  if (event.t === 'link') return event.link === 'control'
  return ['process', 'state', 'view', 'proxy', 'fault'].includes(event.t)
}
