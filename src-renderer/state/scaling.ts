// Setting the number of running servers of a type, and its undo.
import { words } from '../words/words.svelte.ts'
import type { Session } from './session.svelte.ts'

/** The number of running servers of a type. Workers come and go with their program. */
function runningOfType(session: Session, type: string): number {
  const servers = session.run?.summary.servers ?? []
  return servers.filter(
    ({ serverType, parent, pid }) => serverType === type && parent === null && pid !== null,
  ).length
}

export function scaleType(session: Session, type: string, count: number): Promise<boolean> {
  const before = runningOfType(session, type)
  return session.actions.perform({
    text: () => words.status.scaled(type, count),
    call: (api, run) => api.scale(run, type, count),
    undo: {
      text: () => words.status.undoesScale(type, before),
      call: (api, run) => api.scale(run, type, before),
      obstacle: () => (runningOfType(session, type) === before ? words.status.isScaled(type, before) : null),
    },
  })
}

/** Adds one server of a type. */
export function addServer(session: Session, type: string): Promise<boolean> {
  const servers = session.run?.summary.servers ?? []
  const before = servers.filter(
    ({ serverType, parent, desired }) => serverType === type && parent === null && desired !== 'removed',
  ).length
  return session.actions.perform({
    text: () => words.status.added(type),
    call: (api, run) => api.add(run, type),
    undo: {
      text: () => words.status.undoesScale(type, before),
      call: (api, run) => api.scale(run, type, before),
      obstacle: () => (runningOfType(session, type) === before ? words.status.isScaled(type, before) : null),
    },
  })
}
