// The keys of the server list: arrows move between rows and into a row's buttons, so that the list is one stop of Tab.

interface ListMoves {
  move(by: number): void
  moveTo(end: 'first' | 'last'): void
  choose(): void
  /** Adds the row to those selected, or takes it out. */
  toggle(): void
  /** Selects up to the next (1) or previous (-1) server, and moves to it. */
  extend(by: 1 | -1): void
  markAll(): void
  /** Folds or unfolds the row. Returns false if there is nothing to do. */
  fold(folded: boolean): boolean
}

const PAGE_ROWS = 10

function moveWithCtrl({ key }: KeyboardEvent, moves: ListMoves): boolean {
  if (key === ' ' || key === 'Enter') moves.toggle()
  else if (key.toLowerCase() === 'a') moves.markAll()
  else return false
  return true
}

/** Handles a key of a row or of a button in it. Returns whether it did. */
export function moveInList(event: KeyboardEvent & { currentTarget?: unknown }, moves: ListMoves): boolean {
  const row = event.currentTarget
  if (!(row instanceof HTMLElement) || event.altKey) return false
  if (row.querySelector(':popover-open')) return false
  if (event.ctrlKey || event.metaKey) return moveWithCtrl(event, moves)
  if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    moves.extend(event.key === 'ArrowDown' ? 1 : -1)
    return true
  }
  const buttons = [...row.querySelectorAll<HTMLElement>('button:not([aria-hidden], :disabled, [popover] *)')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  const isOnRow = document.activeElement === row
  switch (event.key) {
    case 'ArrowDown':
      if (document.activeElement?.ariaHasPopup === 'menu') return false
      moves.move(1)
      return true
    case 'ArrowUp':
      moves.move(-1)
      return true
    case 'PageDown':
      moves.move(PAGE_ROWS)
      return true
    case 'PageUp':
      moves.move(-PAGE_ROWS)
      return true
    case 'Home':
      moves.moveTo('first')
      return true
    case 'End':
      moves.moveTo('last')
      return true
    case 'ArrowRight':
      if (isOnRow && moves.fold(false)) return true
      ;(buttons[at + 1] ?? buttons.at(-1))?.focus()
      return true
    case 'ArrowLeft':
      if (isOnRow) return moves.fold(true)
      ;(buttons[at - 1] ?? row).focus()
      return true
    case 'Escape':
      if (isOnRow) return false
      row.focus()
      return true
    case 'Enter':
    case ' ':
      if (!isOnRow) return false
      moves.choose()
      return true
    case 'ContextMenu':
    case 'F10':
      if (event.key === 'F10' && !event.shiftKey) return false
      row.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click()
      return true
    default:
      return false
  }
}
