// The interface of a load generator's monitor. While time is measured a monitor stores its packets and reads only the
// size of its view; it computes the view afterwards.
import { createHash } from 'node:crypto'

export interface MonitorOptions {
  host: string
  port: number
  id: string
  instance: string
  /** Called whenever `known` has grown. */
  grown: () => void
  failed: (problem: string) => void
}

export interface LoadMonitor {
  /** Number of servers in its view. */
  readonly known: number
  readonly packets: number
  readonly bytes: number
  /**
   * Returns the instances in its view, by id.
   * @throws if its notifications are inconsistent
   */
  view(): Map<string, string>
  /** Ignores everything received from now on. */
  freeze(): void
}

export function instanceOf(id: string): string {
  return `${id}-instance`.padEnd(36, '0')
}

/** Equal for equal views. */
export function digestOf(view: Iterable<readonly [id: string, instance: string]>): string {
  const lines = [...view].map(([id, instance]) => `${id}=${instance}`).toSorted()
  return `${lines.length}:${createHash('sha256').update(lines.join('\n')).digest('hex')}`
}
