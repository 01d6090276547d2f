// Recent projects and timelines in the places of the system: its list of recent documents and Windows' jump list.
import { app } from 'electron'
import type { HostApi, RecentEntry } from '../contract/index.ts'
import { jumpList } from './jump-list.ts'
import { words } from './words/words.ts'

export class Recents {
  readonly #api: Pick<HostApi, 'home' | 'clearRecent'>
  readonly #onChange: () => void
  entries: readonly RecentEntry[] = []

  constructor(api: Pick<HostApi, 'home' | 'clearRecent'>, onChange: () => void) {
    this.#api = api
    this.#onChange = onChange
  }

  /** Reads the list again, after something was opened. */
  async refresh(): Promise<void> {
    const home = await this.#api.home().catch(() => null)
    if (!home) return
    const [newest] = home.recent
    if (newest && newest.path !== this.entries[0]?.path) app.addRecentDocument(newest.path)
    this.entries = home.recent
    this.#show()
  }

  async clear(): Promise<void> {
    await this.#api.clearRecent()
    app.clearRecentDocuments()
    this.entries = []
    this.#show()
  }

  #show(): void {
    if (process.platform === 'win32') app.setJumpList(jumpList(this.entries, app.getPath('exe'), words()))
    this.#onChange()
  }
}
