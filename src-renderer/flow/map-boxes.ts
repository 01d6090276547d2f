// The parts of the map's layout: the rows above and below the middle, the middle, and the servers of opened types.
import type { Lane } from './lanes.ts'
import type { MapFrame, MapNode } from './map-layout.ts'

/** Pixels. */
const NODE_SIZE = { width: 128, height: 40 }
const GROUP_SIZE = { width: 160, height: 52 }
const MASTER_SIZE = { width: 128, height: 42 }
const CHIP_SIZE = { width: 96, height: 26 }
const GAP_PX = 10
const FRAME_PX = 8
const TITLE_PX = 18
export const MARGIN_PX = 12
const MAX_COLUMNS = 6
const UNPLANNED_COLUMNS = 2

export interface TypeGroup {
  serverType: string
  /** The place of each server among those of its type. */
  slots: ReadonlyMap<string, number>
}

export interface Side {
  nodes: MapNode[]
  frames: MapFrame[]
}

/** How many columns each type has. Of types that are wide together the widest lose columns. */
export function columnsOf(
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

export function sideWidth(columns: readonly number[]): number {
  return columns.reduce((sum, count) => sum + frameWidth(count) + GAP_PX, 2 * MARGIN_PX - GAP_PX)
}

function frameWidth(columns: number): number {
  return columns * (NODE_SIZE.width + GAP_PX) - GAP_PX + 2 * FRAME_PX
}

export function groupedSide(
  types: readonly TypeGroup[],
  isAbove: boolean,
  stage: number,
  middle: number,
): Side {
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

export function singleSide(
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

export function centreOf(masters: readonly Lane[], hasMaster: boolean, stage: number): MapNode[] {
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
export function openedBands(
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
