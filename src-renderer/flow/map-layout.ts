// Where the map shows servers: the master or the bus in the middle, types above and below it. What servers do changes
// nothing here, and a server that joins a known type moves no other.
import type { Lane } from './lanes.ts'
import {
  centreOf,
  columnsOf,
  groupedSide,
  MARGIN_PX,
  openedBands,
  sideWidth,
  singleSide,
  type TypeGroup,
} from './map-boxes.ts'

/** With more servers than this, a type is one node. */
export const MAX_SINGLE_SERVERS = 15

type MapNodeKind = 'master' | 'server' | 'type' | 'bus'

export interface MapBox {
  x: number
  y: number
  width: number
  height: number
}

export interface MapNode extends MapBox {
  kind: MapNodeKind
  /** Unique: the id of a server, or `type:` and a type. */
  key: string
  serverType: string
  /** The servers that it stands for. */
  servers: readonly string[]
  /** Whether it is above the middle: its links leave it below. */
  isAbove: boolean
}

/** The frame around the servers of a type. */
export interface MapFrame extends MapBox {
  serverType: string
  servers: readonly string[]
  /** Whether the title is above the servers, or below them. */
  isAbove: boolean
  /** An opened type, which its own node or this frame closes. */
  isOpened: boolean
}

export interface MapLayout {
  nodes: readonly MapNode[]
  frames: readonly MapFrame[]
  width: number
  height: number
  /** The middle of the master or the bus. */
  centre: { x: number; y: number }
}

export interface MapRoom {
  width: number
  height: number
}

/** Between the middle and the types: a share of the height. */
const MIDDLE_SHARE = 0.13
const MIN_MIDDLE_PX = 26
const MAX_MIDDLE_PX = 96

export interface MapInput {
  /** In the order of the server list. */
  lanes: readonly Lane[]
  hasMaster: boolean
  /** The number of servers of each type in the plan: it decides the number of columns, so that these never change. */
  planned: ReadonlyMap<string, number>
  /** Types whose servers are shown though there are many. */
  opened: ReadonlySet<string>
}

export function layoutMap(
  { lanes, hasMaster, planned, opened }: MapInput,
  { width, height }: MapRoom,
): MapLayout {
  const masters = hasMaster ? lanes.filter(({ serverType }) => serverType === 'master') : []
  const others = lanes.filter((lane) => !masters.includes(lane))
  const types = typesOf(others)
  const isGrouped = others.length > MAX_SINGLE_SERVERS
  const [above, below] = isGrouped || types.length > 1 ? halves(types) : oddAndEven(types)
  const middle = Math.round(Math.min(MAX_MIDDLE_PX, Math.max(MIN_MIDDLE_PX, height * MIDDLE_SHARE)))
  const columns = [above, below].map((side) => columnsOf(side, planned, width))
  const stage = isGrouped ? width : Math.max(width, ...columns.map(sideWidth))
  const sides = [above, below].map((side, index) =>
    isGrouped
      ? groupedSide(side, index === 0, stage, middle)
      : singleSide(side, columns[index] ?? [], index === 0, stage, middle),
  )
  const centreNodes = centreOf(masters, hasMaster, stage)
  const parts = [...sides, { nodes: centreNodes, frames: [] }]
  const nodes = parts.flatMap((part) => part.nodes)
  const frames = parts.flatMap((part) => part.frames)
  const top = -Math.min(0, ...[...nodes, ...frames].map(({ y }) => y)) + MARGIN_PX
  const bottom = Math.max(0, ...[...nodes, ...frames].map((box) => box.y + box.height)) + MARGIN_PX
  const bands = openedBands(isGrouped ? types : [], opened, stage, bottom)
  const end = bands.height + bottom
  const centreY = top + end <= height ? Math.min(Math.max(height / 2, top), height - end) : top
  const all = [...nodes, ...bands.nodes].map((node) => ({ ...node, y: node.y + centreY }))
  return {
    nodes: all,
    frames: [...frames, ...bands.frames].map((frame) => ({ ...frame, y: frame.y + centreY })),
    width: stage,
    height: Math.max(height, centreY + end),
    centre: { x: stage / 2, y: centreY },
  }
}

function typesOf(lanes: readonly Lane[]): TypeGroup[] {
  const types = new Map<string, string[]>()
  for (const { id, serverType } of lanes) {
    const known = types.get(serverType)
    if (known) known.push(id)
    else types.set(serverType, [id])
  }
  return [...types].map(([serverType, ids]) => ({ serverType, slots: slotsOf(ids) }))
}

function halves(types: readonly TypeGroup[]): [TypeGroup[], TypeGroup[]] {
  const half = Math.ceil(types.length / 2)
  return [types.slice(0, half), types.slice(half)]
}

/** The servers of an only type are on both sides of the middle. */
function oddAndEven(types: readonly TypeGroup[]): [TypeGroup[], TypeGroup[]] {
  const [one, other] = [0, 1].map((parity) =>
    types.flatMap(({ serverType, slots }) => {
      const own = [...slots].filter(([, slot]) => slot % 2 === parity)
      return own.length === 0
        ? []
        : [{ serverType, slots: new Map(own.map(([id, slot]) => [id, Math.floor(slot / 2)])) }]
    }),
  )
  return [one ?? [], other ?? []]
}

/**
 * The place of each server of a type. Servers that are numbered from 1 keep the place of their number, whoever joins or
 * leaves; other names are in order.
 */
function slotsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const numbers = ids.map((id) => Number(/\d+$/.exec(id)?.[0] ?? NaN) - 1)
  const isNumbered =
    new Set(numbers).size === ids.length &&
    numbers.every((number) => number >= 0 && number < MAX_SINGLE_SERVERS)
  return new Map(ids.map((id, index) => [id, isNumbered ? (numbers[index] as number) : index]))
}
