// The type of a logger.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type Log = (level: LogLevel, text: string) => void

export const silentLog: Log = () => undefined
