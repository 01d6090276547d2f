// The target that the desktop app opens at its start, from the environment or the command line.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { targetSchema, type Target } from '../contract/index.ts'

/** @param arguments_ without Electron's binary and the app's folder */
export function requestedTarget(
  arguments_: string[],
  env: Record<string, string | undefined>,
  directory: string,
): Target | null {
  return parseTarget(env['GROVE_TARGET']) ?? argumentTarget(arguments_, directory)
}

/** Parses JSON, as text or as a value. Returns null for anything else. */
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
