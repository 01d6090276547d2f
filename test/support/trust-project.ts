// Trusts a project as its user would: as it is shown.
import type { HostApi } from '../../src-main/contract/index.ts'

export async function trustProject(api: HostApi, path: string): Promise<void> {
  const target = { kind: 'path', path } as const
  await api.trust(target, (await api.preview(target)).shown)
}
