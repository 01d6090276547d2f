// Injecting and healing faults of links, with their undo.
import type { LinkFault, LinkKind, ServerSummary } from '../../src-main/contract/index.ts'
import { describeFault } from '../../src-main/timeline/index.ts'
import { words } from '../words/words.svelte.ts'
import type { Change } from './actions.svelte.ts'
import { assertNoneFailed, settleParts } from './server-actions.ts'
import type { Session } from './session.svelte.ts'

/** A fault for the links of a kind of a server, or of those with one peer; null heals. */
export interface FaultChange {
  server: string
  link: LinkKind
  peer?: string | undefined
  fault: LinkFault | null
}

/** A fault that is there. */
export interface ActiveFault extends FaultChange {
  fault: LinkFault
}

/** The faults of servers, in their order. */
export function faultsOf(servers: readonly ServerSummary[]): ActiveFault[] {
  return servers.flatMap(({ id, faults }) => faults.map((fault) => ({ ...fault, server: id })))
}

/** The faults that act on links of a server: its own, and those that others have on their links with it. */
export function faultsAt(servers: readonly ServerSummary[], id: string): ActiveFault[] {
  return faultsOf(servers).filter(({ server, peer }) => server === id || peer === id)
}

/** Removes faults that are there. */
export function heal(session: Session, faults: readonly ActiveFault[]): Promise<boolean> {
  return changeFaults(
    session,
    faults.map((active) => ({ ...active, fault: null })),
  )
}

/** Makes the changes together, as one that can be undone. */
export function changeFaults(session: Session, changes: readonly FaultChange[]): Promise<boolean> {
  if (changes.length === 0) return Promise.resolve(false)
  const before = changes.map((change) => ({ ...change, fault: faultNow(session, change) }))
  return session.actions.perform({
    text: () => words.status.changedFaults(effectsOf(session, changes)),
    call: callOf(changes),
    undo: {
      text: () => words.status.undoesFaults(effectsOf(session, before)),
      call: callOf(before),
      obstacle: () => {
        const gone = before.find(({ server }) => summaryOf(session, server)?.pid == null)
        return gone ? words.status.notRunning(gone.server) : null
      },
    },
  })
}

/** Removes all faults of the links of servers. */
export function healServers(session: Session, servers: readonly ServerSummary[]): Promise<boolean> {
  return heal(session, faultsOf(servers))
}

/** What the changes do: each injected fault as "chat-1: connection to gate-1 cut", and the healed servers. */
interface Effects {
  injected: readonly string[]
  healed: readonly string[]
}

function effectsOf(session: Session, changes: readonly FaultChange[]): Effects {
  const dialect = session.run?.dialect
  const injected = changes.flatMap(({ server, link, peer = null, fault }) =>
    fault === null || !dialect
      ? []
      : [
          words.status.faultOf(
            server,
            describeFault({ link, peer, kind: fault.kind, parameters: fault }, dialect, words.sentences),
          ),
        ],
  )
  const healed = changes.filter(({ fault }) => fault === null).map(({ server }) => server)
  return { injected, healed: [...new Set(healed)] }
}

function callOf(changes: readonly FaultChange[]): Change['call'] {
  return async (api, run) => {
    const parts = changes.map(({ server, link, fault, peer }) => ({
      id: server,
      call: () => api.fault(run, server, link, fault, peer),
    }))
    assertNoneFailed(await settleParts(parts), () => null)
  }
}

function faultNow(session: Session, { server, link, peer }: FaultChange): LinkFault | null {
  const faults = summaryOf(session, server)?.faults ?? []
  return faults.find((known) => known.link === link && known.peer === peer)?.fault ?? null
}

function summaryOf(session: Session, id: string): ServerSummary | undefined {
  return session.run?.summary.servers.find((server) => server.id === id)
}
