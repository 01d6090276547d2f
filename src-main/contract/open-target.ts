// How every shell opens what it was asked for at its start.
import type { HostApi, Target } from './calls.ts'

/**
 * Starts what needs no question: a sample, a folder that was trusted before; opens a timeline.
 * Answers the path that the page has to ask about instead, if there is one.
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
