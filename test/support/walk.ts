// The walk through the whole window by keyboard alone, in either language: what a user does, and what the page then says.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Words } from '../../src-renderer/words/en.ts'
import { until } from './until.ts'

/** On a machine under load, a cluster takes this long to start. */
const START_MS = 60_000

export class Walk {
  readonly page: Page
  readonly words: Words

  constructor(page: Page, words: Words) {
    this.page = page
    this.words = words
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Types a command into the palette and runs it, once the first command found has this title. */
  async command(title: string, typed = title): Promise<void> {
    const { palette } = this.words
    await this.press('Control+k')
    await this.page.getByRole('combobox', { name: palette.title }).waitFor()
    await this.page.keyboard.type(typed)
    const first = this.page.getByRole('option', { selected: true }).filter({ hasText: title })
    await first.and(this.page.locator('[aria-disabled=false]')).waitFor()
    await this.press('Enter')
    await this.page.getByRole('dialog', { name: palette.title }).waitFor({ state: 'detached' })
  }

  get statusBar(): Locator {
    return this.page.getByRole('contentinfo', { name: this.words.status.title })
  }

  /** Starts the sample from Home, and waits until its servers know each other. */
  async startSample(): Promise<void> {
    await this.command(this.words.commands.startSample('Chat cluster'), 'chat cluster')
    await this.waitForMatrix(30, 30)
  }

  /** Waits until the matrix says how many of its cells are right. */
  async waitForMatrix(right: number, judged: number): Promise<void> {
    const counts = this.page.getByRole('status').filter({ hasText: new RegExp(`${right}\\D+${judged}`) })
    await counts.first().waitFor({ timeout: START_MS })
  }

  /** Kills a server by the palette; returns the moment at which it was, as the status bar says it. */
  async kill(server: string): Promise<string> {
    const { commands, status } = this.words
    await this.command(commands.act('kill', server))
    const bar = this.statusBar.filter({ hasText: status.did('kill', [server]) })
    await bar.getByRole('button', { name: status.undoes('spawn', [server]) }).waitFor()
    const moment = /\d+:\d\d\.\d+/.exec((await bar.textContent()) ?? '')?.[0]
    if (moment === undefined) throw new Error('the status bar does not say when')
    return moment
  }

  /** Undoes the kill of a server with its key. */
  async undoKill(server: string): Promise<void> {
    const { status } = this.words
    await this.press('Control+z')
    await this.statusBar.filter({ hasText: status.undone(status.undoes('spawn', [server])) }).waitFor()
    await this.waitForMatrix(30, 30)
  }

  /** Moves the playhead to the stop before a moment, such as `0:12.345`. */
  async travelBefore(moment: string): Promise<void> {
    await this.command(this.words.commands.goTo(''), moment)
    await this.press('PageUp')
    const field = this.page.getByRole('textbox', { name: this.words.transport.time })
    await until(
      'the playhead is before it',
      async () => secondsOf(await field.inputValue()) < secondsOf(moment),
    )
    await this.waitForMatrix(30, 30)
  }

  async goLive(): Promise<void> {
    await this.press('l')
    expect(await this.page.getByRole('alert').count()).toBe(0)
  }
}

/** The seconds of `1:40.061`. */
function secondsOf(moment: string): number {
  const [minutes = '', seconds = ''] = moment.split(':')
  return Number(minutes) * 60 + Number(seconds)
}
