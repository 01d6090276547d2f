// What the master and the servers of a synthetic cluster have in common: a state, and the watchdog's messages.
import type { ServerRecord } from '../../core/protocol/packet.ts'
import type { ServerState } from '../../core/protocol/record.ts'
import { Actor } from './synthetic-stage.ts'

export const EPOCH = '5b0f2f6e-0000-4000-8000-00000000e90c'
export const WATCHDOG = '__watchdog__'
export type Gone = { id: string; instance: string; reason: 'closed' | 'lost' }
export type Change = { add: ServerRecord } | { remove: Gone }

/** A process with a state. */
export class SyntheticProcess extends Actor {
  state: ServerState | null = null

  enter(to: ServerState, causes: string[] = []): string {
    const from = this.state
    this.state = to
    return this.report({ t: 'state', from, to, ...(causes.length ? { causes } : {}) })
  }
}

export function noticeOf(changes: Change[], revision: number): object {
  const [first] = changes
  if (!first || changes.length > 1) {
    const wire = changes.map((one) =>
      'add' in one ? one : { remove: one.remove.id, reason: one.remove.reason },
    )
    return { action: 'update', revision, changes: wire }
  }
  if ('add' in first) return { action: 'addServer', revision, server: first.add }
  return { action: 'removeServer', revision, id: first.remove.id, reason: first.remove.reason }
}

export function proxyOf(gone: Gone) {
  const serverType = gone.id.replace(/-\d+$/, '')
  return { t: 'proxy' as const, server: gone.id, instance: gone.instance, serverType, services: [serverType] }
}
