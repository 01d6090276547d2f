// The matrix by type: what the servers of one type hold of those of another, in one cell.
import type { Knowledge, Matrix } from '../../../src-main/timeline/index.ts'
import { words } from '../../words/words.svelte.ts'

export interface TypeCell {
  /** The worst of its cells. */
  kind: Knowledge
  /** How many cells it has, without those of a server about itself. */
  total: number
  counts: ReadonlyMap<Knowledge, number>
  changed: number
}

export interface TypeMatrix {
  /** Types of the columns, in the order of the servers. */
  types: readonly string[]
  observerTypes: readonly string[]
  at(observerType: string, subjectType: string): TypeCell
}

/** From the worst on. */
const SEVERITY: readonly Knowledge[] = ['stale', 'missing', 'unknown', 'callable', 'known', 'absent', 'self']
const NO_CELL: TypeCell = { kind: 'self', total: 0, counts: new Map(), changed: 0 }

/** @param isChanged whether a cell differs from before */
export function matrixByType(
  matrix: Matrix,
  typeOf: (server: string) => string,
  isChanged: (observer: string, subject: string) => boolean,
): TypeMatrix {
  const subjectTypes = matrix.servers.map(typeOf)
  const types = [...new Set(subjectTypes)]
  const observerTypes = [...new Set(matrix.observers.map(typeOf))]
  const indexOf = new Map(types.map((type, index) => [type, index]))
  const cells = new Map(observerTypes.map((type) => [type, types.map(newCell)]))
  for (const observer of matrix.observers) {
    const row = cells.get(typeOf(observer)) ?? []
    for (const [place, subject] of matrix.servers.entries()) {
      const kind = matrix.at(observer, subject)
      const cell = row[indexOf.get(subjectTypes[place] ?? '') ?? -1]
      if (kind === 'self' || !cell) continue
      cell.total += 1
      cell.counts.set(kind, (cell.counts.get(kind) ?? 0) + 1)
      if (isChanged(observer, subject)) cell.changed += 1
    }
  }
  return {
    types,
    observerTypes,
    at: (observerType, subjectType) => {
      const cell = cells.get(observerType)?.[indexOf.get(subjectType) ?? -1]
      return cell ? { ...cell, kind: SEVERITY.find((kind) => cell.counts.has(kind)) ?? 'self' } : NO_CELL
    },
  }
}

function newCell(): { counts: Map<Knowledge, number>; total: number; changed: number } {
  return { counts: new Map<Knowledge, number>(), total: 0, changed: 0 }
}

const SIGNS: Partial<Record<Knowledge, string>> = { stale: '✕ ', missing: '◌ ', unknown: '? ' }

/** How many cells are of its kind, with a sign where that is not right: "✕ 26". */
export function typeCellText({ kind, total, counts }: TypeCell): string {
  return total === 0 ? '' : `${SIGNS[kind] ?? ''}${counts.get(kind) ?? 0}`
}

/** "connector to chat: 12 pairs, 9 callable, 3 missing". */
export function describeTypeCell(observerType: string, subjectType: string, cell: TypeCell): string {
  const types = words.state.types(observerType, subjectType)
  if (cell.total === 0) return words.state.noPairs(types)
  const counts = SEVERITY.flatMap((kind) => {
    const count = cell.counts.get(kind)
    if (count === undefined) return []
    return count === cell.total ? words.state.allOfKind(kind) : words.state.someOfKind(kind, count)
  })
  const changed = cell.changed > 0 ? [words.state.changed(cell.changed)] : []
  return words.state.ofTypes(types, [words.state.pairs(cell.total), ...counts, ...changed])
}
