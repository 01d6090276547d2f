// Where the map shows servers: the master or the bus in the middle, types above and below it. What servers do changes
// nothing here, and a server that joins a known type moves no other.
import type { Lane } from './lanes.ts'

/** With more servers than this, a type is one node. */
export const MAX_SINGLE_SERVERS = 15

export type MapNodeKind = 'master' | 'server' | 'type' | 'bus'

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

/** Pixels. */
export const NODE_SIZE = { width: 128, height: 38 }
const GROUP_SIZE = { width: 138, height: 52 }
const MASTER_SIZE = { width: 128, height: 42 }
const CHIP_SIZE = { width: 96, height: 26 }
const GAP_PX = 10
const FRAME_PX = 8
const TITLE_PX = 18
const MARGIN_PX = 12
const MAX_COLUMNS = 6
const UNPLANNED_COLUMNS = 2
/** Between the middle and the types: a share of the height. */
const MIDDLE_SHARE = 0.13
const MIN_MIDDLE_PX = 26
const MAX_MIDDLE_PX = 96

interface TypeGroup {
  serverType: string
  /** The place of each server among those of its type. */
  slots: ReadonlyMap<string, number>
}

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

interface Side {
  nodes: MapNode[]
  frames: MapFrame[]
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

/** How many columns each type has. Of types that are wide together the widest lose columns. */
function columnsOf(
  types: readonly TypeGroup[],
  planned: ReadonlyMap<string, number>,
  width: number,
): number[] {
  const columns = types.map(({ serverType }) =>
    Math.min(MAX_COLUMNS, Math.max(1, planned.get(serverType) ?? UNPLANNED_COLUMNS)),
  )
  while (sideWidth(columns) > width && Math.max(...columns) > 1) {
    columns[columns.indexOf(Math.max(...columns))]! -= 1
  }
  return columns
}

function sideWidth(columns: readonly number[]): number {
  return columns.reduce((sum, count) => sum + frameWidth(count) + GAP_PX, 2 * MARGIN_PX - GAP_PX)
}

function frameWidth(columns: number): number {
  return columns * (NODE_SIZE.width + GAP_PX) - GAP_PX + 2 * FRAME_PX
}

function groupedSide(types: readonly TypeGroup[], isAbove: boolean, stage: number, middle: number): Side {
  const step = GROUP_SIZE.width + 2 * GAP_PX
  const perRow = Math.max(1, Math.floor((stage - 2 * MARGIN_PX) / step))
  const space = (stage - 2 * MARGIN_PX) / Math.min(perRow, Math.max(1, types.length))
  const nodes = types.map(({ serverType, slots }, index): MapNode => ({
    ...GROUP_SIZE,
    kind: 'type',
    key: `type:${serverType}`,
    serverType,
    servers: [...slots.keys()],
    isAbove,
    x: MARGIN_PX + (index % perRow) * space + (space - GROUP_SIZE.width) / 2,
    y: rowTop(Math.floor(index / perRow), isAbove, middle, GROUP_SIZE.height + 2 * GAP_PX, GROUP_SIZE.height),
  }))
  return { nodes, frames: [] }
}

function singleSide(
  types: readonly TypeGroup[],
  columns: readonly number[],
  isAbove: boolean,
  stage: number,
  middle: number,
): Side {
  const nodes: MapNode[] = []
  const frames: MapFrame[] = []
  const { width, height } = NODE_SIZE
  const space = (stage - sideWidth(columns) + 2 * MARGIN_PX) / Math.max(1, types.length)
  const near = MASTER_SIZE.height / 2 + middle
  let x = space / 2
  for (const [index, { serverType, slots }] of types.entries()) {
    const count = columns[index] ?? 1
    for (const [id, slot] of slots) {
      const row = Math.floor(slot / count)
      nodes.push({
        ...NODE_SIZE,
        kind: 'server',
        key: id,
        serverType,
        servers: [id],
        isAbove,
        x: x + FRAME_PX + (slot % count) * (width + GAP_PX),
        y: rowTop(row, isAbove, middle + FRAME_PX, height + GAP_PX, height),
      })
    }
    const rows = Math.floor(Math.max(...slots.values()) / count) + 1
    const depth = rows * (height + GAP_PX) - GAP_PX + 2 * FRAME_PX + TITLE_PX
    const frame = { x, y: isAbove ? -near - depth : near, width: frameWidth(count), height: depth }
    frames.push({ ...frame, serverType, servers: [...slots.keys()], isAbove, isOpened: false })
    x += frame.width + GAP_PX + space
  }
  return { nodes, frames }
}

/** The top of a row of nodes, counted from the middle outwards. */
function rowTop(row: number, isAbove: boolean, middle: number, step: number, height: number): number {
  const near = MASTER_SIZE.height / 2 + middle + row * step
  return isAbove ? -near - height : near
}

function centreOf(masters: readonly Lane[], hasMaster: boolean, stage: number): MapNode[] {
  if (!hasMaster) {
    const width = Math.min(320, stage * 0.5)
    return [busNode(stage / 2 - width / 2, width)]
  }
  const whole = masters.length * (MASTER_SIZE.width + GAP_PX) - GAP_PX
  return masters.map(({ id, serverType }, index) => ({
    ...MASTER_SIZE,
    kind: 'master',
    key: id,
    serverType,
    servers: [id],
    isAbove: false,
    x: stage / 2 - whole / 2 + index * (MASTER_SIZE.width + GAP_PX),
    y: -MASTER_SIZE.height / 2,
  }))
}

function busNode(x: number, width: number): MapNode {
  const height = 24
  return {
    kind: 'bus',
    key: 'bus',
    serverType: '',
    servers: [],
    isAbove: false,
    x,
    y: -height / 2,
    width,
    height,
  }
}

/** The servers of opened types, below everything else: to open a type moves no node. */
function openedBands(
  types: readonly TypeGroup[],
  opened: ReadonlySet<string>,
  stage: number,
  top: number,
): Side & { height: number } {
  const nodes: MapNode[] = []
  const frames: MapFrame[] = []
  const width = stage - 2 * MARGIN_PX
  const perRow = Math.max(1, Math.floor((width - 2 * FRAME_PX + GAP_PX) / (CHIP_SIZE.width + GAP_PX)))
  let y = top
  for (const { serverType, slots } of types) {
    if (!opened.has(serverType)) continue
    const ids = [...slots.keys()]
    const rows = Math.ceil(ids.length / perRow)
    const height = TITLE_PX + 2 * FRAME_PX + rows * (CHIP_SIZE.height + GAP_PX) - GAP_PX
    frames.push({ serverType, servers: ids, isAbove: true, isOpened: true, x: MARGIN_PX, y, width, height })
    for (const [index, id] of ids.entries()) {
      nodes.push({
        ...CHIP_SIZE,
        kind: 'server',
        key: id,
        serverType,
        servers: [id],
        isAbove: false,
        x: MARGIN_PX + FRAME_PX + (index % perRow) * (CHIP_SIZE.width + GAP_PX),
        y: y + TITLE_PX + FRAME_PX + Math.floor(index / perRow) * (CHIP_SIZE.height + GAP_PX),
      })
    }
    y += height + GAP_PX
  }
  return { nodes, frames, height: y - top }
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
