// The lanes of the sequence: one for each process; in large clusters, types with many servers share one.
import type { SequenceLane, SequenceRow } from '../../../src-main/timeline/index.ts'
import { laneId, OUTSIDE, type Lane } from '../../flow/lanes.ts'
import { words } from '../../words/words.svelte.ts'

/** With more lanes than this, the largest types share one each until the user unfolds them. */
const MAX_LANES = 12

export interface LaneColumn extends SequenceLane {
  /** The type that can be folded into one lane, or unfolded; null where it has one server only. */
  serverType: string | null
  isFolded: boolean
}

/** @param choices types that the user folded (true) or unfolded (false) */
export function laneColumns(lanes: readonly Lane[], choices: ReadonlyMap<string, boolean>): LaneColumn[] {
  const types = new Map<string, string[]>()
  for (const { id, serverType } of lanes) {
    const members = types.get(serverType)
    if (members) members.push(id)
    else types.set(serverType, [id])
  }
  const folded = foldedTypes(types, lanes.length, choices)
  return [...types].flatMap(([serverType, members]): LaneColumn[] => {
    if (folded.has(serverType))
      return [
        {
          id: `type:${serverType}`,
          name: `${serverType} ×${members.length}`,
          members,
          serverType,
          isFolded: true,
        },
      ]
    return members.map((id) => ({
      id,
      name: id === OUTSIDE ? words.sequence.outsideLane : id,
      members: [id],
      serverType: members.length > 1 ? serverType : null,
      isFolded: false,
    }))
  })
}

function foldedTypes(
  types: ReadonlyMap<string, readonly string[]>,
  count: number,
  choices: ReadonlyMap<string, boolean>,
): Set<string> {
  const folded = new Set<string>()
  let left = count
  for (const [type, { length }] of [...types].toSorted(([, a], [, b]) => b.length - a.length)) {
    if (length === 1 || !(choices.get(type) ?? left > MAX_LANES)) continue
    folded.add(type)
    left -= length - 1
  }
  return folded
}

/** The row with processes that are not tapped as one, and servers of shared lanes named in what it says. */
export function onLanes(row: SequenceRow, shared: ReadonlySet<string>): SequenceRow {
  switch (row.kind) {
    case 'arrow': {
      const [from, to] = [laneId(row.from), row.to.map(laneId)]
      return { ...row, from, to, content: joined(row.content, ends(from, to, shared)) }
    }
    case 'call':
    case 'calls': {
      const [from, to] = [laneId(row.from), laneId(row.to)]
      return { ...row, from, to, content: joined(row.content, ends(from, [to], shared)) }
    }
    case 'note': {
      const lanes = row.lanes.map(laneId)
      const [only = ''] = lanes.length === 1 ? lanes : []
      return { ...row, lanes, text: shared.has(only) ? joined(only, row.text) : row.text }
    }
    default:
      return row
  }
}

/** "from chat-2", "to chat-7", "chat-2 to chat-7"; empty if all have lanes of their own. */
function ends(from: string, to: readonly string[], shared: ReadonlySet<string>): string {
  const source = shared.has(from) ? from : ''
  const [only = ''] = to.length === 1 ? to : []
  const target = shared.has(only) ? only : ''
  const texts = words.sequence
  if (source && target) return texts.fromTo(source, target)
  if (source) return texts.from(source)
  return target ? texts.to(target) : ''
}

/** A message from or to many says so already. */
const MANY = /\b(from|to) \d|[来自发往] \d/u

function joined(content: string, more: string): string {
  return more === '' || content.includes(more) || MANY.test(content)
    ? content
    : [content, more].filter(Boolean).join(' · ')
}
