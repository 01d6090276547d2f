// What an event changed in the cluster: processes, states, views, the registry and proxies, from replay before and after.
import { listNames } from './list-names.ts'
import type { ExitState, ProcessState, ProxyState, ViewState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import { stateName } from './server-facts.ts'
import type { Replay } from './time-travel.ts'
import { ENGLISH, type TimelineWords } from './words/en.ts'

/** One change, as a sentence about one process. */
export interface StateChange {
  process: string
  text: string
}

/** An event's place in the order of time, and the process that it may change. */
export interface ChangePoint {
  place: number
  process: string
}

/** A seek costs milliseconds. */
const MAX_POINTS = 60
/** Up to this many events it is cheaper to go on than to seek. */
const MAX_STEP_EVENTS = 2_000

/** Returns what is different after each of these events, in their order. Points in the order of time. */
export function stateChanges(
  replay: Replay,
  source: { at(place: number): Parameters<ClusterState['apply']>[0] },
  points: readonly ChangePoint[],
  words: TimelineWords = ENGLISH,
): StateChange[] {
  const changes: StateChange[] = []
  let state: ClusterState | null = null
  let count = 0
  for (const { place, process } of points.slice(0, MAX_POINTS)) {
    if (state === null || place - count > MAX_STEP_EVENTS) state = replay.upTo(place)
    else for (; count < place; count += 1) state.apply(source.at(count))
    const before = state.fork().processes.get(process)
    state.apply(source.at(place))
    count = place + 1
    const after = state.processes.get(process)
    const texts = after ? changesBetween(before, after, state, words) : []
    changes.push(...texts.map((text) => ({ process, text })))
  }
  return changes
}

function changesBetween(
  before: ProcessState | undefined,
  after: ProcessState,
  state: ClusterState,
  words: TimelineWords,
): string[] {
  const { id } = after
  if (after.exit && !before?.exit) return [endText(before, after.exit, id, words)]
  return [
    before?.pid !== after.pid && after.pid !== null ? words.changes.startedAs(id, after.pid) : '',
    before?.state !== after.state && after.state !== null
      ? stateText(before, after.state, id, state, words)
      : '',
    ...viewTexts(before?.view ?? null, after.view, after === state.master, id, words),
    ...proxyTexts(before?.proxies ?? new Map(), after.proxies, id, words),
  ].filter(Boolean)
}

function endText(
  before: ProcessState | undefined,
  { code, signal }: ExitState,
  id: string,
  { changes, facts, names }: TimelineWords,
): string {
  const cause = signal ?? (code === null ? null : facts.exitCode(code))
  const ended = cause === null ? changes.ended(id) : changes.endedFor(id, cause)
  const proxies = before?.proxies.size ?? 0
  if (proxies === 0) return before?.view ? changes.viewLost(ended) : ended
  return (before?.view ? changes.viewAndProxiesLost : changes.proxiesLost)(ended, names.servers(proxies))
}

function stateText(
  before: ProcessState | undefined,
  state: NonNullable<ProcessState['state']>,
  id: string,
  { dialect }: ClusterState,
  words: TimelineWords,
): string {
  const { changes } = words
  const to = stateName(state, dialect, words)
  return before?.state ? changes.wentTo(id, stateName(before.state, dialect, words), to) : changes.is(id, to)
}

function viewTexts(
  before: ViewState | null,
  after: ViewState | null,
  isMaster: boolean,
  id: string,
  words: TimelineWords,
): string[] {
  if (after === null || after === before) return []
  const { changes } = words
  const place = isMaster ? changes.registry : changes.ownView
  const known = before?.servers ?? new Map<string, string>()
  const added = [...after.servers.keys()].filter((one) => !known.has(one))
  const removed = [...known.keys()].filter((one) => !after.servers.has(one))
  const replaced = [...after.servers].flatMap(([one, instance]) =>
    (known.get(one) ?? instance) === instance ? [] : [one],
  )
  return [
    added.length > 0 ? changes.added(id, listNames(added, words), place) : '',
    removed.length > 0 ? changes.removed(id, listNames(removed, words), place) : '',
    replaced.length > 0 ? changes.replaced(id, listNames(replaced, words), place) : '',
  ]
}

function proxyTexts(
  before: ProcessState['proxies'],
  after: ProcessState['proxies'],
  id: string,
  words: TimelineWords,
): string[] {
  if (before === after) return []
  const { changes } = words
  const made = [...after].filter(([server, proxy]) => !isSame(before.get(server), proxy))
  const dropped = [...before].filter(([server]) => !after.has(server))
  return [
    ...made.map(([server, { services }]) => changes.made(id, proxies(services, words), server)),
    ...dropped.map(([server, { services }]) => changes.dropped(id, proxies(services, words), server)),
  ]
}

function isSame(one: ProxyState | undefined, other: ProxyState): boolean {
  return one?.instance === other.instance && one.services.join() === other.services.join()
}

/** A member whose services are not known still has proxies. */
function proxies(services: readonly string[], words: TimelineWords): string {
  const { changes, names } = words
  if (services.length === 0) return changes.proxies
  return changes.proxiesNamed(names.proxies(services.length), listNames(services, words))
}
