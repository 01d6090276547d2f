// Prints log lines on stdout: as text with the server's id, coloured on a terminal, or as JSON.
import { styleText } from 'node:util'
import type { LogLine, RunSummary } from '../contract/index.ts'
import { stripControlCharacters } from './messages.ts'

const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const

const ESCAPE = '\u001B'
const COLOUR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`)

export class LogOutput {
  readonly coloured: boolean
  readonly #json: boolean
  readonly #width: number
  readonly #ids: string[]

  constructor({ servers }: RunSummary, json: boolean) {
    this.#json = json
    this.coloured = !json && process.stdout.isTTY
    this.#ids = servers.map(({ id }) => id)
    this.#width = Math.max(...this.#ids.map(({ length }) => length))
    // The reader closed the pipe.
    process.stdout.on('error', () => process.exit(0))
  }

  /** Resolves when the reader can accept more. */
  async write(lines: LogLine[]): Promise<void> {
    if (lines.length === 0) return
    const text = lines.map((line) => `${this.#json ? JSON.stringify(line) : this.#format(line)}\n`).join('')
    await new Promise((resolve) => process.stdout.write(text, resolve))
  }

  #format({ server, text }: LogLine): string {
    const name = server.padEnd(this.#width)
    if (!this.coloured) return `${name} | ${stripControlCharacters(text)}`
    const colour = COLOURS[Math.max(0, this.#ids.indexOf(server)) % COLOURS.length] ?? 'cyan'
    return `${styleText(colour, `${name} |`)} ${keepColours(text)}`
  }
}

/** Keeps colours, removes other control sequences, and resets the colour at the end. */
function keepColours(text: string): string {
  const parts = text.split(COLOUR)
  const shown = parts.map((part, index) => (index % 2 === 1 ? part : stripControlCharacters(part))).join('')
  return parts.length > 1 ? `${shown}\u001B[0m` : shown
}
