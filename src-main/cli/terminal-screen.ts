// The terminal that `grove up` draws on.
import { stderr, stdout } from './output.ts'

/** A terminal, a pipe or a file. */
export interface Screen {
  /** Whether lines can be replaced: a terminal that moves its cursor and has a size. */
  readonly isLive: boolean
  readonly columns: number
  readonly rows: number
  /** Prints text that may have colours. */
  print(text: string): void
  /** Prints a drawing in place of the one before. */
  redraw(lines: string[]): void
}

const MIN_COLUMNS = 40
const MIN_ROWS = 5

export class TerminalScreen implements Screen {
  #drawn = { lines: 0, state: '' }

  get isLive(): boolean {
    return (
      stdout.isTerminal && movesCursor(process.env) && this.columns >= MIN_COLUMNS && this.rows >= MIN_ROWS
    )
  }

  get columns(): number {
    return stdout.size[0]
  }

  get rows(): number {
    return stdout.size[1]
  }

  print(text: string): void {
    void stdout.printColoured(text)
  }

  redraw(lines: string[]): void {
    // After a message or a new size the drawing is not where it was: the next one follows below.
    if (this.#drawn.state === this.#state()) stdout.eraseLines(this.#drawn.lines)
    this.print(lines.map((line) => `${line}\n`).join(''))
    this.#drawn = { lines: lines.length, state: this.#state() }
  }

  #state(): string {
    return [...stdout.size, stdout.writeCount, stderr.isTerminal ? stderr.writeCount : 0].join()
  }
}

/** A log of a CI job keeps cursor moves as text. */
export function movesCursor({ CI, TERM }: NodeJS.ProcessEnv): boolean {
  if (CI !== undefined && !['', '0', 'false'].includes(CI)) return false
  return TERM === undefined ? process.platform === 'win32' : TERM !== 'dumb' && TERM !== ''
}
