// Prints log lines on stdout: as text with the server's id, coloured on a terminal, or as JSON.
import { removeAllButColours } from '../../core/kit/terminal-text.ts'
import type { LogLine, RunSummary } from '../contract/index.ts'
import { stdout } from './output.ts'

const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const

export class LogOutput {
  readonly coloured: boolean
  readonly #json: boolean
  readonly #width: number
  readonly #ids: string[]
  /** The unfinished line of each server as it was printed last. */
  readonly #unfinished = new Map<string, LogLine>()
  /** What was printed since the last newline: an unfinished line. */
  #openText = ''

  constructor({ servers }: RunSummary, json: boolean) {
    this.#json = json
    this.coloured = !json && stdout.hasColours
    this.#ids = servers.map(({ id }) => id)
    this.#width = Math.max(...this.#ids.map(({ length }) => length))
  }

  /**
   * An unfinished line is continued when it has grown, or printed again after other lines. Resolves when the reader can
   * accept more.
   * @throws {OutputError}
   */
  async write(lines: LogLine[]): Promise<void> {
    await this.#print(lines.map((line) => (this.#json ? this.#toJson(line) : this.#toText(line))).join(''))
  }

  /** Ends an unfinished line. */
  async end(): Promise<void> {
    if (this.#openText !== '') await this.#print('\n')
  }

  async #print(text: string): Promise<void> {
    if (text !== '') await (this.coloured ? stdout.printColoured(text) : stdout.print(text))
  }

  #toJson(line: LogLine): string {
    const isKnown = this.#printed(line)?.text === line.text
    return line.unfinished && isKnown ? '' : `${JSON.stringify(line)}\n`
  }

  #toText(line: LogLine): string {
    const printed = this.#printed(line)
    const text = this.#format(line)
    const continues = printed !== undefined && this.#openText !== '' && text.startsWith(this.#openText)
    if (printed?.text === line.text && !continues) return ''
    const added = continues ? text.slice(this.#openText.length) : text
    const before = this.#openText === '' || continues ? '' : '\n'
    this.#openText = line.unfinished ? text : ''
    return `${before}${added}${line.unfinished ? '' : '\n'}`
  }

  /** Returns the same line as it was printed before, when it was shorter. */
  #printed(line: LogLine): LogLine | undefined {
    const last = this.#unfinished.get(line.server)
    if (line.unfinished) this.#unfinished.set(line.server, line)
    else this.#unfinished.delete(line.server)
    return last?.offset === line.offset ? last : undefined
  }

  #format({ server, text }: LogLine): string {
    const name = server.padEnd(this.#width)
    if (!this.coloured) return `${name} | ${text}`
    const colour = COLOURS[Math.max(0, this.#ids.indexOf(server)) % COLOURS.length] ?? 'cyan'
    return `${stdout.style(colour, `${name} |`)} ${removeAllButColours(text)}`
  }
}
