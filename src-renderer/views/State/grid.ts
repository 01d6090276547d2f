// The table of small cells: what it shows, how wide its parts are, and where keys lead.
import type { Knowledge } from '../../../src-main/timeline/index.ts'

export interface Heading {
  /** The name; a row writes it where there is room. */
  id: string
  short: string
  /** A sign before the text, for what its tooltip says: paused, ended, an injected fault. */
  sign?: { text: string; tone: 'bad' | 'wait' | 'off'; title: string } | undefined
  /** What is added to the name for assistive technology. */
  note?: string | undefined
}

export interface GridCell {
  kind: Knowledge
  text?: string | undefined
  isChanged: boolean
  isDim: boolean
  /** The link of the two has an injected fault. */
  isFaulted: boolean
}

export interface CellPlace {
  row: string
  column: string
}

export interface GridPlace {
  row: number
  column: number
}

/** In pixels. */
export interface GridLayout {
  headWidth: number
  headHeight: number
  cellWidth: number
  width: number
  height: number
  /** Whether rows have short names: whole ones do not leave room for the columns. */
  isTight: boolean
  /** Whether the names of columns fit without being turned. */
  isUpright: boolean
}

export const ROW_PX = 23
export const MAX_ROWS_IN_VIEW = 16
const MAX_CELL_PX = 64
/** The width of a letter in the headings of rows and of columns. */
const NAME_PX = 7.3
const CAPTION_PX = 6.8
const PAGE_ROWS = 10

export function gridLayout(
  rows: readonly Heading[],
  columns: readonly Heading[],
  boxWidth: number,
  minCellWidth: number,
): GridLayout {
  const names = rows.map(({ id, sign }) => id.length * NAME_PX + (sign ? 14 : 0))
  const nameWidth = Math.max(...names, 0) + 12
  const columnWidth = Math.max(...columns.map(({ short }) => short.length * CAPTION_PX), 0) + 4
  const isTight = nameWidth > boxWidth * 0.3 && boxWidth - nameWidth < columns.length * minCellWidth
  const wanted = Math.max(44, isTight ? columnWidth + 20 : nameWidth)
  const headWidth = Math.round(Math.min(124, wanted, boxWidth * 0.42))
  const room = Math.floor((boxWidth - headWidth - 2) / Math.max(1, columns.length))
  const cellWidth = Math.max(minCellWidth, Math.min(MAX_CELL_PX, room))
  const isUpright = columnWidth <= cellWidth
  const headHeight = isUpright ? 22 : Math.min(96, columnWidth + 8)
  return {
    headWidth,
    headHeight,
    cellWidth,
    width: headWidth + columns.length * cellWidth,
    height: headHeight + rows.length * ROW_PX,
    isTight,
    isUpright,
  }
}

/** Where a key leads from a cell; null for other keys. */
export function moveInGrid(
  { key, ctrlKey, metaKey }: KeyboardEvent,
  { row, column }: GridPlace,
  rows: number,
  columns: number,
): GridPlace | null {
  const isWhole = ctrlKey || metaKey
  const moves: Record<string, [row: number, column: number]> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - PAGE_ROWS, column],
    PageDown: [row + PAGE_ROWS, column],
    Home: [isWhole ? 0 : row, 0],
    End: [isWhole ? rows - 1 : row, columns - 1],
  }
  const to = moves[key]
  if (!to) return null
  return {
    row: Math.max(0, Math.min(rows - 1, to[0])),
    column: Math.max(0, Math.min(columns - 1, to[1])),
  }
}
