// The layout of lanes: rows from top to bottom, with a heading above each server type and above the programs. The heading
// of a folded type is the one lane of all its servers.
import { bisect } from '../../core/kit/binary-search.ts'
import type { Lane } from './lanes.ts'

/** One lane on screen: that of a server, or of a folded type. */
export interface LaneBand {
  /** The server's id, or `type:` and the folded type. */
  key: string
  /** The servers that are drawn here. */
  lanes: readonly Lane[]
  top: number
  height: number
  /** The y of the band, where arrows begin and end. */
  middle: number
}

interface LaneRow extends LaneBand {
  lane: Lane
}

interface TypeRow extends LaneBand {
  serverType: string
  /** Programs beside the cluster, not members. */
  isResource: boolean
  /** The servers of this type have no rows: the heading is their lane. */
  folded: boolean
}

export interface LaneLayout {
  types: TypeRow[]
  /** Where the heading above all programs is; null if there are none. */
  resourcesTop: number | null
  /** The servers that have a lane of their own. */
  rows: LaneRow[]
  /** All lanes from top to bottom: rows and folded types. */
  bands: LaneBand[]
  /** By the id of the server, folded or not. */
  byId: ReadonlyMap<string, LaneBand>
  height: number
  compact: boolean
}

export const HEADING_HEIGHT_PX = 28
const FOLDED_HEIGHT_PX = 44
const MAX_ROW_HEIGHT_PX = 64
const MIN_ROW_HEIGHT_PX = 44
const COMPACT_ROW_HEIGHT_PX = 28
const MAX_ROOMY_LANES = 16
const NONE: ReadonlySet<string> = new Set()

/**
 * @param types the server types of the plan: one without servers has a heading too
 * @param folded the folded types
 */
export function layoutLanes(
  lanes: readonly Lane[],
  available: number,
  types: readonly string[] = [],
  folded: ReadonlySet<string> = NONE,
): LaneLayout {
  const groups = [...groupByType(lanes, types)]
  const isFolded = ([type, members]: [string, Lane[]]): boolean => folded.has(type) && members.length > 0
  const shown = groups.reduce((sum, group) => sum + (isFolded(group) ? 0 : group[1].length), 0)
  const headings = groups.reduce((sum, group) => sum + headingHeight(isFolded(group)), 0)
  const programs = groups.some(([, members]) => areResources(members)) ? HEADING_HEIGHT_PX : 0
  const compact = shown > MAX_ROOMY_LANES
  const height = rowHeight(compact, (available - headings - programs) / Math.max(shown, 1))
  const layout = { types: [] as TypeRow[], rows: [] as LaneRow[], bands: [] as LaneBand[] }
  let top = 0
  let resourcesTop: number | null = null
  for (const group of groups) {
    const [serverType, members] = group
    const isResource = areResources(members)
    if (isResource && resourcesTop === null) {
      resourcesTop = top
      top += HEADING_HEIGHT_PX
    }
    const heading = bandOf(`type:${serverType}`, members, top, headingHeight(isFolded(group)))
    const type = { ...heading, serverType, isResource, folded: isFolded(group) }
    layout.types.push(type)
    if (type.folded) layout.bands.push(type)
    top += type.height
    if (type.folded) continue
    for (const lane of members) {
      const row = { ...bandOf(lane.id, [lane], top, height), lane }
      layout.rows.push(row)
      layout.bands.push(row)
      top += height
    }
  }
  const byId = new Map(layout.bands.flatMap((band) => band.lanes.map(({ id }) => [id, band] as const)))
  return { ...layout, resourcesTop, byId, height: top, compact }
}

/** The lane at a y; null on a heading and below the last lane. */
export function bandAt({ bands }: LaneLayout, y: number): LaneBand | null {
  const band = bands[bisect(bands, ({ top }) => top > y) - 1]
  return band && y < band.top + band.height ? band : null
}

/** The lanes between two ys. */
export function bandsBetween({ bands }: LaneLayout, top: number, bottom: number): LaneBand[] {
  const first = bisect(bands, (band) => band.top + band.height >= top)
  return bands.slice(
    first,
    bisect(bands, (band) => band.top > bottom),
  )
}

function bandOf(key: string, lanes: readonly Lane[], top: number, height: number): LaneBand {
  return { key, lanes, top, height, middle: top + height / 2 }
}

function headingHeight(isFolded: boolean): number {
  return isFolded ? FOLDED_HEIGHT_PX : HEADING_HEIGHT_PX
}

function rowHeight(compact: boolean, share: number): number {
  if (compact) return COMPACT_ROW_HEIGHT_PX
  return Math.min(MAX_ROW_HEIGHT_PX, Math.max(MIN_ROW_HEIGHT_PX, Math.floor(share)))
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
