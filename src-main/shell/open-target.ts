// Opens what a shell was started with.
import type { HostApi, PageFragment, Target } from '../contract/index.ts'
import { isTimelinePath } from '../timeline/index.ts'

/**
 * Starts a sample or a trusted folder without problems, opens a timeline.
 * @returns what the page shows then: the run, or a folder that it has to ask about first
 */
export async function openTarget(api: HostApi, target: Target): Promise<Omit<PageFragment, 'code'>> {
  if (target.kind === 'path') {
    if (isTimelinePath(target.path)) return showPath(api, target.path)
    const { trusted, problems, warnings } = await api.preview(target)
    if (!trusted || problems.length + warnings.length > 0) {
      return { open: target.path, environment: target.environment }
    }
  }
  return { run: (await api.start(target)).run }
}

/** Opens a timeline, read-only, or lets the page show a folder. Nothing starts. */
export async function showPath(api: HostApi, path: string): Promise<Omit<PageFragment, 'code'>> {
  return isTimelinePath(path) ? { run: (await api.open(path)).run } : { open: path }
}
