// Electron's `Tray`, `Notification`, `screen`, `powerMonitor` and `shell`.
import { existsSync } from 'node:fs'
import { app } from './app.ts'
import type { StandInMenu } from './menu.ts'
import { observed } from './observed.ts'
import { StrictEmitter } from './strict.ts'

/** The tray that is shown; null without one. */
export let tray: StandInTray | null = null
export const notifications: StandInNotification[] = []

export class StandInTray extends StrictEmitter {
  menu: StandInMenu | null = null
  tooltip = ''

  constructor(image: string) {
    super(['click'])
    app.mustComeAfterReady('new Tray')
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`)
    // oxlint-disable-next-line typescript/no-this-alias -- the test finds it here
    tray = this
  }

  setToolTip(text: string): void {
    this.tooltip = text
  }

  setContextMenu(menu: StandInMenu | null): void {
    this.menu = menu
  }

  destroy(): void {
    if (tray === this) tray = null
  }
}

interface NotificationOptions {
  title?: string
  body?: string
  urgency?: string
  timeoutType?: string
}

export class StandInNotification extends StrictEmitter {
  readonly options: NotificationOptions

  static isSupported(): boolean {
    return process.env['STAND_IN_NOTIFICATIONS'] !== 'none'
  }

  constructor(options: NotificationOptions) {
    super(['click', 'close', 'failed', 'show'])
    app.mustComeAfterReady('new Notification')
    this.options = options
  }

  show(): void {
    if (!StandInNotification.isSupported()) return
    notifications.push(this)
    observed.notifications.push(structuredClone(this.options))
    // The program may end before a test can ask.
    console.log(`notification: ${this.options.body}`)
  }

  close(): void {
    this.emit('close')
  }
}

export const screen = {
  getAllDisplays() {
    app.mustComeAfterReady('screen')
    return [{ workArea: { x: 0, y: 0, width: 1920, height: 1050 } }]
  },
}

export const powerMonitor = new StrictEmitter(['shutdown'])

export const shell = {
  async openExternal(address: string): Promise<void> {
    observed.openedOutside.push(address)
  },
}
