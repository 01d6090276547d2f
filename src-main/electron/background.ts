// Clusters without a window: a tray icon shows them, or a notification where the desktop has no tray. Without either,
// nothing is left in the background.
import { execFile } from 'node:child_process'
import { Menu, Notification, Tray, type MenuItemConstructorOptions } from 'electron'
import { describeCluster, type Clusters } from './clusters.ts'
import { words } from './words/words.ts'

const WATCHER_TIMEOUT_MS = 1_000

export interface BackgroundActions {
  /** Opens a window; at a run if one is named. */
  open(run?: string): void
  stopAll(): void
  stopAllAndQuit(): void
}

export class Background {
  readonly #clusters: Clusters
  readonly #icon: string
  readonly #actions: BackgroundActions
  #hasTray = false
  #tray: Tray | null = null
  #notice: Notification | null = null

  /** @param icon path of the picture in the tray */
  constructor(clusters: Clusters, icon: string, actions: BackgroundActions) {
    this.#clusters = clusters
    this.#icon = icon
    this.#actions = actions
    clusters.onChange(() => this.update())
  }

  /** Looks whether the desktop shows tray icons. */
  async prepare(): Promise<void> {
    this.#hasTray = await hasTrayHost()
  }

  /** Whether something can show what runs without a window. */
  get isPossible(): boolean {
    return this.#hasTray || Notification.isSupported()
  }

  /** Shows that clusters run, now that no window does. Returns false if nothing can. */
  enter(): boolean {
    if (!this.isPossible) return false
    if (this.#hasTray) {
      this.#tray ??= new Tray(this.#icon)
      this.#tray.on('click', () => this.#actions.open())
      this.update()
    }
    this.#announce()
    return true
  }

  /** Says that the program ends with its last cluster. */
  end(): void {
    this.leave()
    if (!Notification.isSupported()) return
    this.#notice = new Notification({ title: 'Grove', body: words().background.ended })
    this.#notice.show()
  }

  /** A window is open again. */
  leave(): void {
    this.#tray?.destroy()
    this.#tray = null
    this.#notice?.close()
    this.#notice = null
  }

  /** Linux shows changes of a menu only when it is set again. */
  update(): void {
    if (!this.#tray) return
    this.#tray.setToolTip(words().tray.tooltip(this.#clusters.running.length))
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu()))
  }

  #menu(): MenuItemConstructorOptions[] {
    const { tray } = words()
    const { open, stopAll, stopAllAndQuit } = this.#actions
    return [
      ...this.#clusters.running.map((run) => ({
        label: describeCluster(run, words()).replaceAll('&', '&&'),
        click: () => open(run.run),
      })),
      { type: 'separator' },
      { id: 'open', label: tray.open, click: () => open() },
      { id: 'stopAll', label: tray.stopAll, click: stopAll },
      { id: 'quit', label: tray.stopAllAndQuit, click: stopAllAndQuit },
    ]
  }

  #announce(): void {
    if (!Notification.isSupported()) return
    const { background } = words()
    // Where there is no tray, it must stay until somebody has seen it.
    this.#notice = new Notification({
      title: background.title,
      body: background.body(this.#clusters.names, this.#hasTray),
      timeoutType: this.#hasTray ? 'default' : 'never',
      urgency: this.#hasTray ? 'normal' : 'critical',
    })
    this.#notice.on('click', () => this.#actions.open())
    this.#notice.show()
  }
}

/** macOS and Windows have a tray. On Linux somebody must own the name of the specification, which GNOME does not. */
function hasTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true)
  const question = [
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/org/freedesktop/DBus',
  ]
  const method = ['--method', 'org.freedesktop.DBus.NameHasOwner', 'org.kde.StatusNotifierWatcher']
  return new Promise((resolve) => {
    execFile('gdbus', [...question, ...method], { timeout: WATCHER_TIMEOUT_MS }, (error, stdout) =>
      resolve(error === null && stdout.includes('true')),
    )
  })
}
