// The layout of lanes: rows from top to bottom, with a heading above each server type and above the programs. The lanes
// of a folded type are drawn in its heading.
import type { Lane } from './lanes.ts'

export interface LaneRow {
  lane: Lane
  top: number
  height: number
  /** The y of the band, where arrows begin and end. */
  middle: number
}

interface TypeRow {
  serverType: string
  /** Programs beside the cluster, not members. */
  isResource: boolean
  top: number
  height: number
  lanes: Lane[]
  folded: boolean
}

export interface LaneLayout {
  types: TypeRow[]
  /** Where the heading above all programs is; null if there are none. */
  resourcesTop: number | null
  /** Without the lanes of folded types. */
  rows: LaneRow[]
  /** With the lanes of folded types: their row is the heading. */
  byId: ReadonlyMap<string, LaneRow>
  height: number
  compact: boolean
}

export const HEADING_HEIGHT_PX = 28
const MAX_ROW_HEIGHT_PX = 64
const MIN_ROW_HEIGHT_PX = 44
const COMPACT_ROW_HEIGHT_PX = 28
const MAX_ROOMY_LANES = 16

/** `types` are the server types of the plan: one without servers has a heading too. */
export function layoutLanes(
  lanes: readonly Lane[],
  available: number,
  types: readonly string[] = [],
  folded: ReadonlySet<string> = new Set(),
): LaneLayout {
  const groups = groupByType(lanes, types)
  const unfolded = lanes.filter(({ serverType }) => !folded.has(serverType)).length
  const compact = unfolded > MAX_ROOMY_LANES
  const headingCount = groups.size + Number([...groups.values()].some(areResources))
  const share = (available - headingCount * HEADING_HEIGHT_PX) / Math.max(unfolded, 1)
  const height = compact
    ? COMPACT_ROW_HEIGHT_PX
    : Math.min(MAX_ROW_HEIGHT_PX, Math.max(MIN_ROW_HEIGHT_PX, Math.floor(share)))
  const headings: TypeRow[] = []
  const rows: LaneRow[] = []
  const inHeadings: LaneRow[] = []
  let top = 0
  let resourcesTop: number | null = null
  for (const [serverType, members] of groups) {
    const isProgram = areResources(members)
    if (isProgram && resourcesTop === null) {
      resourcesTop = top
      top += HEADING_HEIGHT_PX
    }
    const heading = { top, height: HEADING_HEIGHT_PX }
    const isFolded = folded.has(serverType)
    headings.push({ serverType, isResource: isProgram, ...heading, lanes: members, folded: isFolded })
    top += HEADING_HEIGHT_PX
    if (isFolded) {
      const middle = heading.top + HEADING_HEIGHT_PX / 2
      inHeadings.push(...members.map((lane) => ({ lane, ...heading, middle })))
      continue
    }
    for (const lane of members) {
      rows.push({ lane, top, height, middle: top + height / 2 })
      top += height
    }
  }
  const byId = new Map([...rows, ...inHeadings].map((row) => [row.lane.id, row]))
  return { types: headings, resourcesTop, rows, byId, height: top, compact }
}

function groupByType(lanes: readonly Lane[], types: readonly string[]): Map<string, Lane[]> {
  const groups = new Map<string, Lane[]>()
  for (const lane of lanes) {
    const members = groups.get(lane.serverType)
    if (members) members.push(lane)
    else groups.set(lane.serverType, [lane])
  }
  const known = [...groups]
  const firstProgram = known.findIndex(([, members]) => areResources(members))
  const empty = types.filter((type) => !groups.has(type)).map((type): [string, Lane[]] => [type, []])
  const end = firstProgram < 0 ? known.length : firstProgram
  return new Map([...known.slice(0, end), ...empty, ...known.slice(end)])
}

/** A program with members in it is none beside the cluster. */
function areResources(lanes: readonly Lane[]): boolean {
  return lanes.length > 0 && lanes.every(({ kind }) => kind === 'resource')
}
