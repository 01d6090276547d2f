// The lanes of a sequence diagram: one for each process, or in large clusters one for each type.
import type { SequenceRow } from './row.ts'

export interface SequenceLane {
  id: string
  /** "chat-2", or "chat (20)". */
  name: string
  /** The processes that share the lane. */
  members: readonly string[]
}

export interface LaneProcess {
  id: string
  serverType: string
}

/**
 * Returns the lanes in the order of the processes, the master first if it comes first there; processes that are not in
 * the list follow. More than `most` become: those in these rows; then types of several processes in one lane each.
 */
export function sequenceLanes(
  processes: readonly LaneProcess[],
  rows: readonly SequenceRow[],
  most = 12,
): SequenceLane[] {
  const taking = new Set(rows.flatMap(processesOf))
  const known = new Map(processes.map((process) => [process.id, process]))
  const strangers = [...taking].filter((id) => !known.has(id))
  const all = [...processes, ...strangers.map((id) => ({ id, serverType: typeOfStranger(id) }))]
  if (all.length <= most) return all.map(({ id }) => ({ id, name: id, members: [id] }))
  const involved = all.filter(({ id }) => taking.has(id))
  if (involved.length <= most) return involved.map(({ id }) => ({ id, name: id, members: [id] }))
  return byType(involved, most)
}

/** Returns the processes that a row names. */
export function processesOf(row: SequenceRow): readonly string[] {
  switch (row.kind) {
    case 'arrow':
      return [row.from, ...row.to]
    case 'call':
    case 'calls':
      return [row.from, row.to]
    case 'note':
      return row.lanes
    default:
      return []
  }
}

/** The largest types share a lane first, until there are few enough. */
function byType(processes: readonly LaneProcess[], most: number): SequenceLane[] {
  const types = new Map<string, LaneProcess[]>()
  for (const process of processes) {
    const members = types.get(process.serverType)
    if (members) members.push(process)
    else types.set(process.serverType, [process])
  }
  const folded = new Set<string>()
  let count = processes.length
  for (const [type, members] of [...types].toSorted(([, a], [, b]) => b.length - a.length)) {
    if (count <= most || members.length === 1) break
    folded.add(type)
    count -= members.length - 1
  }
  const lanes = new Map<string, SequenceLane>()
  for (const { id, serverType } of processes) {
    const members = folded.has(serverType) ? (types.get(serverType) ?? []).map((one) => one.id) : [id]
    const lane = folded.has(serverType)
      ? { id: `type:${serverType}`, name: `${serverType} (${members.length})`, members }
      : { id, name: id, members }
    if (!lanes.has(lane.id)) lanes.set(lane.id, lane)
  }
  return [...lanes.values()]
}

/** "?client/12" and its like are one type. */
function typeOfStranger(id: string): string {
  return id.startsWith('?') ? (id.split('/')[0] ?? id) : id
}
