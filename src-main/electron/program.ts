// The desktop program while it runs: its windows, menu, background, notifications and settings over one host.
import { app, Menu, type BrowserWindow, type WebContents } from 'electron'
import { join } from 'node:path'
import { pageFragment, type CloseChoice, type HostServer, type PageMessage } from '../contract/index.ts'
import { readSettings, writeDesktopSettings } from '../host/state/settings.ts'
import { stateFolder } from '../host/state/state-folder.ts'
import { openTarget, showPath } from '../shell/open-target.ts'
import { Background } from './background.ts'
import { askBeforeClosing, type CloseAnswer } from './close-question.ts'
import { Clusters } from './clusters.ts'
import { notifyOfCrashes } from './crash-notifications.ts'
import { parseLink } from './deep-link.ts'
import { openAddress, showNotice, showProblem } from './dialogs.ts'
import type { LaunchRequest } from './launch-request.ts'
import { Lifecycle, rememberedAnswer } from './lifecycle.ts'
import { menuTemplate } from './menu.ts'
import { Recents } from './recents.ts'
import { Windows } from './windows.ts'
import { setLanguage, words } from './words/words.ts'

export interface ProgramHost extends HostServer {
  /** Stops every cluster. */
  close(): Promise<void>
}

export class Program {
  readonly windows: Windows
  readonly lifecycle: Lifecycle
  readonly #host: ProgramHost
  readonly #ready: Promise<void>
  readonly #clusters: Clusters
  readonly #background: Background
  readonly #recents: Recents
  #onLastClose: CloseChoice = 'ask'
  #shownMenu = ''

  /**
   * @param directory the build, with `preload/`, `renderer/` and `icons/`
   * @param ready nothing starts before it
   */
  constructor(host: ProgramHost, directory: string, ready: Promise<void>) {
    this.#host = host
    this.#ready = ready
    const icon = (name: string) => join(directory, 'icons', name)
    const files = { preload: join(directory, 'preload', 'preload.cjs'), icon: icon('256x256.png') }
    this.windows = new Windows(files, join(app.getPath('userData'), 'window.json'), {
      changed: () => this.#updateMenu(),
      opened: () => this.#onWindowOpened(),
      closing: (window, event) => this.lifecycle.onWindowClose(window, event),
    })
    this.#clusters = new Clusters(host)
    this.#background = new Background(
      this.#clusters,
      icon(process.platform === 'darwin' ? 'tray.png' : '32x32.png'),
      {
        open: (run) =>
          run === undefined ? this.windows.focusAny() : this.windows.show(pageFragment({ run }), run),
        stopAll: () => this.#stopAll(),
        stopAllAndQuit: () => this.lifecycle.quitNow(),
      },
    )
    this.lifecycle = new Lifecycle({
      app,
      platform: process.platform,
      stop: () => host.close(),
      hasRunningClusters: () => this.#clusters.running.length > 0,
      windows: () => this.windows.all,
      decide: (isQuit, window) => this.#decide(isQuit, window),
      enterBackground: () => this.#background.enter(),
      endBackground: () => this.#background.end(),
    })
    this.#recents = new Recents(host.api, () => this.#updateMenu())
    this.#clusters.onChange((run, before) => {
      if (!before) void this.#recents.refresh()
      this.lifecycle.onClustersChanged()
    })
    notifyOfCrashes(host, this.#clusters, (fragment, run) => this.windows.show(fragment, run))
  }

  async start(): Promise<void> {
    await this.windows.readState()
    this.#updateMenu()
    void this.#background.prepare()
    void this.#readSettings()
    void this.#recents.refresh()
  }

  /** Shows what was asked for, or any window if nothing was. */
  async present(requests: readonly LaunchRequest[]): Promise<void> {
    if (requests.length === 0) this.windows.focusAny()
    for (const request of requests) await this.#present(request)
  }

  async receive(message: PageMessage, sender: WebContents): Promise<void> {
    this.windows.receive(message, sender)
    if (message.type === 'newWindow') this.windows.open()
    else if (message.type === 'openAddress') await openAddress(message.address, this.windows.latest)
    else if (message.type === 'closeChoice') await this.#setOnLastClose(message.choice)
    else if (message.type === 'language' && setLanguage(message.language)) {
      this.#updateMenu()
      this.#background.update()
    }
  }

  async #present(request: LaunchRequest): Promise<void> {
    if (request.kind === 'link') return this.#follow(request.link)
    // A sample needs no confirmation, so its window opens at once.
    const isSample = request.kind === 'target' && request.target.kind === 'sample'
    if (isSample && this.windows.latest === null) this.windows.open()
    await this.#ready
    const opening =
      request.kind === 'path'
        ? showPath(this.#host.api, request.path)
        : openTarget(this.#host.api, request.target)
    const opened = await opening.catch(showProblem)
    if (opened) this.windows.show(pageFragment(opened), opened.run)
    else this.windows.focusAny()
  }

  #follow(link: string): void {
    const parsed = parseLink(link)
    if (parsed) return this.windows.follow(parsed.fragment, parsed.run)
    this.windows.focusAny()
    const { badLink, badLinkDetail } = words().dialogs
    showNotice(badLink, badLinkDetail)
  }

  #onWindowOpened(): void {
    this.#background.leave()
    this.lifecycle.onWindowOpened()
    this.#updateMenu()
  }

  async #decide(isQuit: boolean, window: BrowserWindow | null): Promise<CloseAnswer['answer']> {
    const canKeep = this.#background.isPossible
    const remembered = rememberedAnswer(this.#onLastClose, { isQuit, canKeep })
    if (remembered) return remembered
    const { answer, remember } = await askBeforeClosing({ window, clusters: this.#clusters, canKeep })
    if (remember && answer !== 'cancel') await this.#setOnLastClose(answer)
    return answer
  }

  async #readSettings(): Promise<void> {
    try {
      this.#onLastClose = (await readSettings(stateFolder())).desktop.onLastClose
      this.#updateMenu()
    } catch {
      // `ask` is the safe choice; a start of a cluster reports the file.
    }
  }

  async #setOnLastClose(choice: CloseChoice): Promise<void> {
    this.#onLastClose = choice
    this.#updateMenu()
    await writeDesktopSettings(stateFolder(), { onLastClose: choice }).catch(showProblem)
  }

  #stopAll(): void {
    for (const { run } of this.#clusters.running) this.#host.api.stop(run).catch(showProblem)
  }

  /** Sets the menu if it would differ: pages report their commands often. */
  #updateMenu(): void {
    const state = {
      commands: this.windows.commands,
      hasWindow: this.windows.latest !== null,
      recent: this.#recents.entries,
      onLastClose: this.#onLastClose,
      platform: process.platform,
    }
    const template = menuTemplate(
      state,
      {
        run: (command) => {
          const window = this.windows.latest
          if (window) this.windows.send(window, { type: 'run', command })
        },
        newWindow: () => this.windows.open(),
        go: (step) => {
          const history = this.windows.latest?.webContents.navigationHistory
          if (step === 'back') history?.goBack()
          else history?.goForward()
        },
        openRecent: (path) => void this.present([{ kind: 'path', path }]),
        clearRecent: () => void this.#recents.clear().catch(showProblem),
        setOnLastClose: (choice) => void this.#setOnLastClose(choice),
        showAbout: () => app.showAboutPanel(),
      },
      words(),
    )
    const shown = JSON.stringify(template)
    if (shown === this.#shownMenu) return
    this.#shownMenu = shown
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
}
