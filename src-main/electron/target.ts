// What the user asked the desktop app to open at its start: from the environment or the command line.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { targetSchema, type Target } from '../contract/index.ts'

/** `arguments_` are the app's own: without Electron's binary and the app's folder. */
export function requestedTarget(
  arguments_: string[],
  env: Record<string, string | undefined>,
  directory: string,
): Target | null {
  return parseTarget(env['GROVE_TARGET']) ?? argumentTarget(arguments_, directory)
}

/** From JSON, as text or already read; null for anything else. */
export function parseTarget(value: unknown): Target | null {
  try {
    return targetSchema.safeParse(typeof value === 'string' ? JSON.parse(value) : value).data ?? null
  } catch {
    return null
  }
}

function argumentTarget(arguments_: string[], directory: string): Target | null {
  const { values, positionals } = parseArgs({
    args: arguments_,
    options: { sample: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  if (typeof values['sample'] === 'string') return parseTarget({ kind: 'sample', name: values['sample'] })
  const [path] = positionals
  return path === undefined ? null : parseTarget({ kind: 'path', path: resolve(directory, path) })
}
