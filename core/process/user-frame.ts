// Finds the place in the user's files that an error came from.
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const FRAME = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/

/** Returns the first stack frame in the folder and outside node_modules, as `servers/chat/remote/room.ts:12:3`. */
export function userFrame(error: unknown, folder = process.cwd()): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const line of stack.split('\n')) {
    const [, where, row, column] = FRAME.exec(line.trim()) ?? []
    if (where === undefined) continue
    const path = relative(folder, where.startsWith('file://') ? fileURLToPath(where) : where)
    if (path.startsWith('..') || path.split(sep).includes('node_modules')) continue
    return `${path}:${row}:${column}`
  }
  return undefined
}
