// Opens what a shell was started with.
import type { HostApi, PageFragment, Target } from '../contract/index.ts'
import { isTimelinePath } from '../timeline/index.ts'

/**
 * Starts a sample or a trusted folder without problems, opens a timeline.
 * @returns what the page has to ask about first, or null
 */
export async function openTarget(api: HostApi, target: Target): Promise<Omit<PageFragment, 'code'> | null> {
  if (target.kind === 'sample') await api.start(target)
  else if (isTimelinePath(target.path)) await api.open(target.path)
  else {
    const { trusted, problems, warnings } = await api.preview(target)
    if (!trusted || problems.length + warnings.length > 0) {
      return { open: target.path, environment: target.environment }
    }
    await api.start(target)
  }
  return null
}
