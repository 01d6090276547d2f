// The tables of the timeline benchmark: ratios to the floor for each size, and how each step grows from one size to the next.
import { median } from '../statistics.ts'
import type { Figure, PartResult, Row } from './part.ts'

export interface Size {
  events: number
  result: PartResult
}

export function report(sizes: readonly Size[]): string {
  const head = ['', ...sizes.map(({ events }) => `${events.toLocaleString('en')} events`), 'grows as']
  const [first] = sizes
  const steps = (first?.result.rows ?? []).map(({ what }, index) => {
    const rows = sizes.flatMap(({ result }) => result.rows[index] ?? [])
    // Against the floor, which grows as N: the machine may have been busier with one size than with another.
    const times = rows.map((row, at) => ratioOf(row) * (sizes[at]?.events ?? 0))
    return [what, ...rows.map(cellOf), growth(sizes, times)]
  })
  const figures = (first?.result.figures ?? []).map(({ what }, index) => {
    const found = sizes.flatMap(({ result }) => result.figures[index] ?? [])
    const values = found.map(({ value }) => value)
    return [what, ...found.map(figureOf), growth(sizes, values), aimOf(found.at(-1))]
  })
  const lines = [head, ['÷ floor, ms, MiB at most'], ...steps, [''], ...figures]
  return `${aligned(lines).join('\n')}\n`
}

function aligned(lines: readonly string[][]): string[] {
  const widths: number[] = []
  for (const cells of lines) {
    for (const [index, cell] of cells.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return lines.map((cells) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}

function ratioOf({ milliseconds, floor }: Row): number {
  return median(milliseconds.map((value, index) => value / (floor[index] ?? Number.NaN)))
}

function cellOf(row: Row): string {
  const { milliseconds, peak } = row
  const memory = peak === undefined ? '' : `, ${peak.toFixed(0)} MiB`
  return `${ratioOf(row).toFixed(2)}, ${median(milliseconds).toFixed(0)} ms${memory}`
}

function figureOf({ value, unit }: Figure): string {
  return `${value.toFixed(unit === 'ms' ? 2 : 0)} ${unit}`
}

/** Aims are for the largest size. */
function aimOf(figure: Figure | undefined): string {
  if (figure?.aim === undefined) return ''
  return `aim ${figure.aim}: ${figure.value <= figure.aim ? 'met' : 'missed'}`
}

/** x in events^x, between the last two sizes. */
function growth(sizes: readonly Size[], values: readonly number[]): string {
  const [from, to] = sizes.slice(-2)
  const [less, more] = values.slice(-2)
  if (!from || !to || less === undefined || more === undefined) return ''
  return `N^${(Math.log(more / less) / Math.log(to.events / from.events)).toFixed(2)}`
}
