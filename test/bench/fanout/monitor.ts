// What a load needs of one monitor, whatever it speaks. While the clock runs a monitor keeps what it receives and
// reads only how far its view is; what the view came to is worked out when the time has been taken.
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
  /** How many servers its view holds. */
  readonly known: number
  readonly packets: number
  readonly bytes: number
  /** The instances of its view, by id. Throws when what it was told does not fit together. */
  view(): Map<string, string>
  /** From now on it goes by what it has. */
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
