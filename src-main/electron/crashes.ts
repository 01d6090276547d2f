// Finds the servers that crashed, could not be started, or crash again and again, between two states of a run.
import { pageFragment, type RunSummary, type ServerSummary } from '../contract/index.ts'
import { isBroken } from './clusters.ts'
import type { Words } from './words/en.ts'

export interface ServerCrash {
  server: string
  kind: 'crashed' | 'failedStart' | 'crashLoop'
  exit: ServerSummary['exit']
}

export function findCrashes(before: RunSummary | undefined, after: RunSummary): ServerCrash[] {
  if (after.readOnly || after.status === 'stopping' || after.status === 'ended') return []
  const known = new Map(before?.servers.map((server) => [server.id, server]))
  return after.servers.flatMap((server) => {
    const kind = kindOf(known.get(server.id), server)
    return kind === null ? [] : [{ server: server.id, kind, exit: server.exit }]
  })
}

/** One text for all crashes of a moment. */
export function describeCrashes(crashes: readonly ServerCrash[], { crash }: Words): string {
  const [first] = crashes
  if (!first) return ''
  if (crashes.length > 1) {
    return crash.several(crashes.length, crashes.map(({ server }) => server).join(', '))
  }
  if (first.kind === 'crashed') {
    return crash.crashed(first.server, crash.exit(first.exit?.code ?? null, first.exit?.signal ?? null))
  }
  return first.kind === 'failedStart' ? crash.failedStart(first.server) : crash.crashLoop(first.server)
}

/** The address of a server at the moment of its end. */
export function crashFragment(run: string, server: string, at: number | undefined): string {
  const moment = at === undefined ? '' : `&at=${Math.round(at)}`
  return `${pageFragment({ run })}${moment}&select=${encodeURIComponent(`server:${server}`)}`
}

function kindOf(before: ServerSummary | undefined, after: ServerSummary): ServerCrash['kind'] | null {
  const isLoop = after.problem?.code === 'CRASH_LOOP'
  if (isLoop && before?.problem?.code !== 'CRASH_LOOP') return 'crashLoop'
  // A policy may restart it before its end is reported.
  if (after.restarts > (before?.restarts ?? 0)) return before && isBroken(before) ? null : 'crashed'
  if (!isBroken(after) || (before && isBroken(before))) return null
  return wasStarted(before) ? 'crashed' : 'failedStart'
}

function wasStarted(before: ServerSummary | undefined): boolean {
  return before !== undefined && ['ready', 'subscribed', 'reconnecting'].includes(before.status)
}
