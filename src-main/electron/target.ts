// What the user asked the desktop app to open at its start: from the environment or the command line.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { targetSchema, type HostApi, type Target } from '../contract/index.ts'

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

/**
 * Starts what needs no question: a sample, or a folder that was trusted before.
 * Returns the path that the page has to ask about instead, if there is one.
 */
export async function openTarget(api: HostApi, target: Target): Promise<string | null> {
  if (target.kind === 'sample') await api.start(target)
  else if (target.path.endsWith('.ndjson')) await api.open(target.path)
  else {
    const { trusted, problems } = await api.preview(target)
    if (!trusted || problems.length > 0) return target.path
    await api.start(target)
  }
  return null
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
