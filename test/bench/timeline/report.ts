// The table of the timeline benchmark: ratios to the floor for each size, and how each step grows from one size to the next.
import { median } from '../figures.ts'
import type { Figure, PartResult, Row } from './part.ts'

export interface Size {
  events: number
  result: PartResult
}

export function report(sizes: readonly Size[]): string {
  const widths = [40, ...sizes.map(() => 28), 10]
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('')
  const names = sizes.map(({ events }) => `${events.toLocaleString('en')} events`)
  const [first] = sizes
  if (!first) return ''
  const steps = first.result.rows.map(({ what }, index) => {
    const rows = sizes.flatMap(({ result }) => result.rows[index] ?? [])
    return line([
      what,
      ...rows.map(cellOf),
      growth(
        sizes,
        rows.map(({ milliseconds }) => median(milliseconds)),
      ),
    ])
  })
  const figures = first.result.figures.map(({ what }, index) => {
    const found = sizes.flatMap(({ result }) => result.figures[index] ?? [])
    return line([
      what,
      ...found.map(figureOf),
      growth(
        sizes,
        found.map(({ value }) => value),
      ),
    ])
  })
  const head = line(['', ...names, 'grows as'])
  return [
    head,
    'median ÷ floor of the same rounds, milliseconds, MiB at most',
    ...steps,
    '',
    ...figures,
    '',
  ].join('\n')
}

function cellOf({ milliseconds, floor, peak }: Row): string {
  const ratio = median(milliseconds.map((value, index) => value / (floor[index] ?? Number.NaN)))
  const memory = peak ? ` ${(peak / 2 ** 20).toFixed(0)} MiB` : ''
  return `${ratio.toFixed(2)}  ${median(milliseconds).toFixed(0)} ms${memory}`
}

function figureOf({ value, unit, aim }: Figure): string {
  const shown = `${value.toFixed(unit === 'ms' ? 2 : 0)} ${unit}`
  return aim === undefined ? shown : `${shown} (aim ${aim}: ${value <= aim ? 'met' : 'missed'})`
}

/** x in events^x, between the last two sizes. */
function growth(sizes: readonly Size[], values: readonly number[]): string {
  const [from, to] = sizes.slice(-2)
  const [less, more] = values.slice(-2)
  if (!from || !to || less === undefined || more === undefined) return ''
  return `N^${(Math.log(more / less) / Math.log(to.events / from.events)).toFixed(2)}`
}
