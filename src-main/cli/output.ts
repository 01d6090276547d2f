// Prints what commands output: text and tables for people, one JSON document for programs.
import { escapeToOneLine } from '../../core/kit/terminal-text.ts'
import { OutputStream } from './output-stream.ts'

export const stdout = new OutputStream(1)
export const stderr = new OutputStream(2)

stdout.onFailed = (reason) => printMessage(`stdout cannot be written: ${reason}.`)

export function printJson(value: unknown): void {
  void stdout.print(`${JSON.stringify(value, null, 2)}\n`)
}

export function printLine(text: string): void {
  void stdout.print(`${text}\n`)
}

/** Prints a message for people on stderr, so that stdout carries only results. */
export function printMessage(text: string): void {
  void stderr.print(`${text}\n`)
}

/** Aligns cells into columns. */
export function columns(rows: string[][]): string[] {
  const shown = rows.map((row) => row.map(escapeToOneLine))
  const widths = (shown[0] ?? []).map((_, at) => Math.max(...shown.map((row) => (row[at] ?? '').length)))
  return shown.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
