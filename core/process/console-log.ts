// The logger of a cluster process: writes to standard output, and warnings and errors to standard error.
import type { Log } from '../kit/log.ts'

/** Writes one line for each entry: time, level, process name, text. */
export function consoleLog(name: string): Log {
  return (level, text) => {
    const stream = level === 'error' || level === 'warn' ? process.stderr : process.stdout
    stream.write(`${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} [${name}] ${text}\n`)
  }
}
