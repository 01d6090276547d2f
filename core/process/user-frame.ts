// Finds the place in the user's files that an error came from.
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const FRAME = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/

/** Returns the first stack frame in the folder and outside node_modules, as `servers/chat/remote/room.ts:12:3`. Never throws. */
export function userFrame(error: unknown, folder = process.cwd()): string | undefined {
  try {
    const stack: unknown = error instanceof Error ? error.stack : undefined
    return typeof stack === 'string' ? frameIn(stack, folder) : undefined
  } catch {
    return undefined
  }
}

function frameIn(stack: string, folder: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, where, row, column] = FRAME.exec(line.trim()) ?? []
    if (where === undefined) continue
    const path = relative(folder, where.startsWith('file://') ? fileURLToPath(where) : where)
    if (path.startsWith('..') || path.split(sep).includes('node_modules')) continue
    return `${path}:${row}:${column}`
  }
  return undefined
}
