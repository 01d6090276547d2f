// The widths of the columns of the table of events; remembered by the browser.
import type { SortKey } from '../flow/sorted-events.ts'

export interface TableColumn {
  id: SortKey
  /** Pixels. */
  size: number
  isNumber?: true
}

/** The details take the rest. */
export const COLUMNS: readonly TableColumn[] = [
  { id: 'time', size: 104, isNumber: true },
  { id: 'event', size: 160 },
  { id: 'from', size: 112 },
  { id: 'to', size: 112 },
  { id: 'latency', size: 78, isNumber: true },
]
export const MIN_COLUMN_PX = 44
export const MAX_COLUMN_PX = 600
const MIN_DETAILS_PX = 140
const STORAGE_KEY = 'grove.columns'

export class TableColumns {
  #sizes = $state.raw<Readonly<Record<string, number>>>(read())
  readonly template = $derived(
    `${COLUMNS.map(({ id }) => `${this.size(id)}px`).join(' ')} minmax(${MIN_DETAILS_PX}px, 1fr)`,
  )
  /** The least width of all columns. */
  readonly width = $derived(COLUMNS.reduce((sum, { id }) => sum + this.size(id), MIN_DETAILS_PX))

  size(id: SortKey): number {
    return this.#sizes[id] ?? COLUMNS.find((column) => column.id === id)?.size ?? MIN_COLUMN_PX
  }

  /** @param size null is the default */
  resize(id: SortKey, size: number | null): void {
    const limited = size === null ? null : Math.round(Math.min(MAX_COLUMN_PX, Math.max(MIN_COLUMN_PX, size)))
    const others = Object.entries(this.#sizes).filter(([other]) => other !== id)
    this.#sizes = Object.fromEntries(limited === null ? others : [...others, [id, limited]])
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#sizes))
  }
}

/** What is remembered may come from another version of Grove. */
function read(): Record<string, number> {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Record<string, unknown>
    return Object.fromEntries(
      Object.entries(stored).filter(
        (entry): entry is [string, number] =>
          typeof entry[1] === 'number' && entry[1] >= MIN_COLUMN_PX && entry[1] <= MAX_COLUMN_PX,
      ),
    )
  } catch {
    return {}
  }
}
