// The one logger: lines for people, written where the process's output goes.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type Log = (level: LogLevel, text: string) => void

/** One line each: time, level, text. Errors and warnings go to stderr. */
export function consoleLog(name: string): Log {
  return (level, text) => {
    const stream = level === 'error' || level === 'warn' ? process.stderr : process.stdout
    stream.write(`${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} [${name}] ${text}\n`)
  }
}

export const silentLog: Log = () => undefined
