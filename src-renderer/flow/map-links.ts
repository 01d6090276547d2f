// The links of the map: who calls whom, who is connected to the master, what is faulted, and who is not known to whom.
import type { ClusterState, InjectedFault, Matrix } from '../../src-main/timeline/index.ts'
import type { MapNode } from './map-layout.ts'
import type { LinkTraffic } from './map-traffic.ts'

interface MapFault extends InjectedFault {
  /** The server whose end of the link has the fault. */
  server: string
}

export interface MapLink {
  /** Unique. */
  key: string
  kind: 'calls' | 'control'
  /** Keys of nodes: the caller, or the member; they are equal for calls within a type. */
  from: string
  to: string
  /** Pairs of servers with calls, or with something to say. Of a control link the member and the master. */
  pairs: readonly { from: string; to: string }[]
  calls: number
  failed: number
  /** Calls a second. */
  rate: number
  /** The time of the latest call; 0 without one. */
  last: number
  /** Of a control link; null if it is not seen. */
  isOpen: boolean | null
  faults: readonly MapFault[]
  /** Of the pairs: a proxy or a record that should be there, or should not. */
  missing: number
  stale: number
}

export interface MapLinksInput {
  nodes: readonly MapNode[]
  cluster: ClusterState
  traffic: readonly LinkTraffic[]
  matrix: Matrix
  /** What was injected into a server and lasts. */
  faultsOf: (server: string) => readonly InjectedFault[]
}

/** The largest number of links that can be told apart. Those with trouble and the busiest are kept. */
export const MAX_LINKS = 150

type Draft = { -readonly [Key in keyof MapLink]: MapLink[Key] } & {
  pairs: { from: string; to: string }[]
  faults: MapFault[]
}

export function mapLinks(input: MapLinksInput): { links: MapLink[]; omitted: number } {
  const { nodes, cluster, traffic, matrix, faultsOf } = input
  const nodeOf = nodesByServer(nodes)
  const drafts = new Map<string, Draft>()
  const pairsSeen = new Set<string>()
  const linkOf = (kind: MapLink['kind'], from: string, to: string): Draft | null => {
    const [source, target] = [nodeOf.get(from), nodeOf.get(to)]
    if (source === undefined || target === undefined) return null
    const key = `${kind} ${source} ${target}`
    const draft = drafts.get(key) ?? newLink(key, kind, source, target)
    drafts.set(key, draft)
    const pair = `${kind} ${from} ${to}`
    if (!pairsSeen.has(pair)) {
      pairsSeen.add(pair)
      draft.pairs.push({ from, to })
    }
    return draft
  }
  for (const { from, to, calls, failed, rate, last } of traffic) {
    const link = linkOf('calls', from, to)
    if (!link) continue
    link.calls += calls
    link.failed += failed
    link.rate += rate
    link.last = Math.max(link.last, last)
  }
  addControlLinks(cluster, linkOf)
  addKnowledge(matrix, linkOf)
  const all = nodes.flatMap(({ servers }) => servers)
  addFaults(new Set(all), faultsOf, cluster, linkOf, () => [...drafts.values()])
  const links = [...drafts.values()].sort((one, other) => weight(other) - weight(one))
  return { links: links.slice(0, MAX_LINKS), omitted: Math.max(0, links.length - MAX_LINKS) }
}

/** Of a server with its own node that one, else the node of its type. */
function nodesByServer(nodes: readonly MapNode[]): Map<string, string> {
  const nodeOf = new Map<string, string>()
  for (const { kind, key, servers } of nodes) {
    for (const id of servers) if (kind !== 'type' || !nodeOf.has(id)) nodeOf.set(id, key)
  }
  for (const { kind, key } of nodes) if (kind === 'bus') nodeOf.set(key, key)
  return nodeOf
}

function newLink(key: string, kind: MapLink['kind'], from: string, to: string): Draft {
  return {
    key,
    kind,
    from,
    to,
    pairs: [],
    calls: 0,
    failed: 0,
    rate: 0,
    last: 0,
    isOpen: null,
    faults: [],
    missing: 0,
    stale: 0,
  }
}

type LinkOf = (kind: MapLink['kind'], from: string, to: string) => Draft | null

/** With a master, each member has one link to it; without one, each member is on the bus. */
function addControlLinks(cluster: ClusterState, linkOf: LinkOf): void {
  const { master, dialect, processes, links } = cluster
  const hub = dialect.hasMaster ? (master?.id ?? null) : 'bus'
  if (hub === null) return
  const open = new Set<string>()
  for (const { link, dialler, listener } of links.values()) {
    if (link !== 'control') continue
    for (const end of [dialler, listener]) if (end !== null) open.add(end)
  }
  for (const process of processes.values()) {
    const isMember = process.role === 'server' && process.observed && process.id !== hub
    const isRunning = process.exit === null && process.phase !== null
    if (!isMember || !isRunning || process.id === '' || process.id === 'grove') continue
    const link = linkOf('control', process.id, hub)
    if (link && dialect.hasMaster) link.isOpen = (link.isOpen ?? true) && open.has(process.id)
  }
}

function addKnowledge(matrix: Matrix, linkOf: LinkOf): void {
  if (matrix.counts.missing + matrix.counts.stale === 0) return
  for (const observer of matrix.observers) {
    for (const subject of matrix.servers) {
      const knowledge = matrix.at(observer, subject)
      if (knowledge !== 'missing' && knowledge !== 'stale') continue
      const link = linkOf('calls', observer, subject)
      if (link) link[knowledge] += 1
    }
  }
}

/** A fault on all links of a kind is on each link that is drawn; one for a peer is on the link with that peer. */
function addFaults(
  servers: ReadonlySet<string>,
  faultsOf: MapLinksInput['faultsOf'],
  cluster: ClusterState,
  linkOf: LinkOf,
  drawn: () => Draft[],
): void {
  const hub = cluster.dialect.hasMaster ? (cluster.master?.id ?? null) : 'bus'
  for (const server of servers) {
    for (const fault of faultsOf(server)) {
      if (fault.link === null) continue
      const known: MapFault = { ...fault, server }
      if (fault.link === 'control') {
        if (hub === null) continue
        const member = server === hub ? fault.peer : server
        if (member !== null) linkOf('control', member, hub)?.faults.push(known)
        else for (const link of drawn()) if (link.kind === 'control') link.faults.push(known)
      } else if (fault.peer === null) {
        for (const link of drawn()) if (link.kind === 'calls' && hasEnd(link, server)) link.faults.push(known)
      } else {
        const there = linkOf('calls', server, fault.peer)
        there?.faults.push(known)
        const back = drawn().find(
          ({ kind, from, to }) => kind === 'calls' && from === there?.to && to === there.from && from !== to,
        )
        if (back && hasPair(back, fault.peer, server)) back.faults.push(known)
      }
    }
  }
}

function hasEnd({ pairs }: MapLink, server: string): boolean {
  return pairs.some(({ from, to }) => from === server || to === server)
}

function hasPair({ pairs }: MapLink, from: string, to: string): boolean {
  return pairs.some((pair) => pair.from === from && pair.to === to)
}

/** Trouble first, then control links, then the busiest. */
function weight({ kind, faults, missing, stale, failed, rate, isOpen }: MapLink): number {
  const isTroubled = faults.length + missing + stale + failed > 0 || isOpen === false
  return (isTroubled ? 1e12 : 0) + (kind === 'control' ? 1e9 : 0) + rate
}
