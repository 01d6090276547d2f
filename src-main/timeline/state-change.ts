// What an event changed in the cluster: processes, states, views, the registry and proxies, from replay before and after.
import { formatCount } from '../../core/kit/format-count.ts'
import { listNames } from './list-names.ts'
import type { ExitState, ProcessState, ProxyState, ViewState } from './process-state.ts'
import type { ClusterState } from './replay.ts'
import type { Replay } from './time-travel.ts'

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
    const texts = after ? changesBetween(before, after, state) : []
    changes.push(...texts.map((text) => ({ process, text })))
  }
  return changes
}

function changesBetween(
  before: ProcessState | undefined,
  after: ProcessState,
  state: ClusterState,
): string[] {
  const { id } = after
  if (after.exit && !before?.exit) return [endText(before, after.exit, id)]
  return [
    before?.pid !== after.pid && after.pid !== null ? `${id} started as process ${after.pid}` : '',
    before?.state !== after.state && after.state !== null ? stateText(before, after, state) : '',
    ...viewTexts(before?.view ?? null, after.view, after === state.master, id),
    ...proxyTexts(before?.proxies ?? new Map(), after.proxies, id),
  ].filter(Boolean)
}

function endText(before: ProcessState | undefined, { code, signal }: ExitState, id: string): string {
  const how = signal ?? (code === null ? '' : `exit ${code}`)
  const ended = `${id} ended${how === '' ? '' : ` (${how})`}`
  const lost = [
    before?.view ? 'its view' : '',
    before?.proxies.size ? `its proxies for ${formatCount(before.proxies.size, 'server')}` : '',
  ].filter(Boolean)
  return lost.length === 0 ? ended : `${ended}, and ${lost.join(' and ')} with it`
}

function stateText(
  before: ProcessState | undefined,
  { id, state }: ProcessState,
  { dialect }: ClusterState,
): string {
  const title = (name: NonNullable<typeof state>): string => dialect.states?.[name] ?? name
  const to = state === null ? '' : title(state)
  return before?.state ? `${id} went from ${title(before.state)} to ${to}` : `${id} is ${to}`
}

function viewTexts(
  before: ViewState | null,
  after: ViewState | null,
  isMaster: boolean,
  id: string,
): string[] {
  if (after === null || after === before) return []
  const place = isMaster ? 'the registry' : 'its view'
  const known = before?.servers ?? new Map<string, string>()
  const added = [...after.servers.keys()].filter((one) => !known.has(one))
  const removed = [...known.keys()].filter((one) => !after.servers.has(one))
  const replaced = [...after.servers].filter(([one, instance]) => (known.get(one) ?? instance) !== instance)
  return [
    added.length > 0 ? `${id} added ${listNames(added)} to ${place}` : '',
    removed.length > 0 ? `${id} removed ${listNames(removed)} from ${place}` : '',
    replaced.length > 0
      ? `${id} has the new process of ${listNames(replaced.map(([one]) => one))} in ${place}`
      : '',
  ]
}

function proxyTexts(before: ProcessState['proxies'], after: ProcessState['proxies'], id: string): string[] {
  if (before === after) return []
  const made = [...after].filter(([server, proxy]) => !isSame(before.get(server), proxy))
  const dropped = [...before].filter(([server]) => !after.has(server))
  return [
    ...made.map(([server, { services }]) => `${id} made ${proxies(services)} for ${server}`),
    ...dropped.map(([server, { services }]) => `${id} dropped ${proxies(services)} for ${server}`),
  ]
}

function isSame(one: ProxyState | undefined, other: ProxyState): boolean {
  return one?.instance === other.instance && one.services.join() === other.services.join()
}

/** A member whose services are not known still has proxies. */
function proxies(services: readonly string[]): string {
  if (services.length === 0) return 'proxies'
  return `${formatCount(services.length, 'proxy', 'proxies')} (${listNames(services)})`
}
