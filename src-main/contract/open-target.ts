// How every shell opens what it was asked for at its start.
import type { Target } from './arguments.ts'
import type { HostApi } from './calls.ts'

/** Whether a path is a timeline's, by its name. */
export function isTimelinePath(path: string): boolean {
  return /\.(ndjson|ndjson\.gz|html)$/i.test(path)
}

/**
 * Starts what needs no question: a sample, a folder that was trusted before; opens a timeline.
 * Answers the path that the page has to ask about instead, if there is one.
 */
export async function openTarget(api: HostApi, target: Target): Promise<string | null> {
  if (target.kind === 'sample') await api.start(target)
  else if (isTimelinePath(target.path)) await api.open(target.path)
  else {
    const { trusted, problems, warnings } = await api.preview(target)
    if (!trusted || problems.length + warnings.length > 0) return target.path
    await api.start(target)
  }
  return null
}
