// The walk through the whole window by keyboard alone, in either language: what a user does, and what the page then says.
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Words } from '../../src-renderer/words/en.ts'
import { until } from './until.ts'

/** On a machine under load, a cluster takes this long to start. */
const START_MS = 60_000
const ANSWER_MS = 20_000

class Walk {
  readonly page: Page
  readonly words: Words

  constructor(page: Page, words: Words) {
    this.page = page
    this.words = words
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Types a command into the palette, and runs it once the first one found has this title and can run. */
  async command(title: string, typed = title): Promise<void> {
    const { palette } = this.words
    await this.press('Control+k')
    await this.page.getByRole('combobox', { name: palette.title }).waitFor()
    await this.page.keyboard.type(typed)
    const first = this.page.getByRole('option', { selected: true, disabled: false })
    await first.filter({ hasText: title }).waitFor({ timeout: ANSWER_MS })
    await this.press('Enter')
    await this.page.getByRole('dialog', { name: palette.title }).waitFor({ state: 'detached' })
  }

  get statusBar(): Locator {
    return this.page.getByRole('contentinfo', { name: this.words.status.title })
  }

  get verdict(): Locator {
    return this.page.getByRole('group', { name: this.words.verdict.title })
  }

  /** Starts the sample, and waits until its servers know each other. */
  async startSample(): Promise<void> {
    await this.page.getByRole('main').waitFor({ timeout: START_MS })
    const before = this.run()
    await this.command(this.words.commands.startSample('Chat'))
    await until('another run is shown', () => this.run() !== before)
    await this.waitForRight(30)
  }

  /** Waits until this many of the 30 cells of the matrix are right. */
  async waitForRight(count: number): Promise<void> {
    const counts = this.page.getByRole('status').filter({ hasText: new RegExp(`${count}\\D+30`) })
    await counts.first().waitFor({ timeout: START_MS })
  }

  /** The cell of the matrix of one server that knows another. */
  async cell(observer: string, subject: string): Promise<Locator> {
    const row = this.page.getByRole('grid').getByRole('row', { name: new RegExp(`^${observer}\\b`) })
    const headings = await this.page.getByRole('grid').getByRole('columnheader').allTextContents()
    const column = headings.findIndex(
      (text) => subject.replace('-', '') === text.trim() || text.trim() === subject,
    )
    if (column < 1) throw new Error(`the matrix has no ${subject}: ${headings.join()}`)
    return row.getByRole('gridcell').nth(column - 1)
  }

  /** Kills a server by the palette. Returns when, as the status bar says it. */
  async kill(server: string): Promise<string> {
    const { commands, status } = this.words
    await this.command(commands.act('kill', server))
    const bar = this.statusBar.filter({ hasText: status.did('kill', [server]) })
    await bar.getByRole('button', { name: commands.undoOf(status.undoes('spawn', [server])) }).waitFor()
    await this.verdict.filter({ hasText: server }).waitFor()
    const moment = /\d+:\d\d\.\d+/.exec((await bar.textContent()) ?? '')?.[0]
    if (moment === undefined) throw new Error('the status bar does not say when')
    return moment
  }

  /** Undoes the kill of a server with the key. */
  async undoKill(server: string): Promise<void> {
    const { status } = this.words
    await this.press('Control+z')
    const done = status.undone(status.undoes('spawn', [server]))
    await this.statusBar.filter({ hasText: done }).waitFor({ timeout: ANSWER_MS })
    await this.waitForRight(30)
  }

  /** Moves the playhead to before a moment, such as `0:12.345`. */
  async travelBefore(moment: string): Promise<void> {
    const before = `0:${(secondsOf(moment) - 0.1).toFixed(3).padStart(6, '0')}`
    await this.command(this.words.commands.goTo(before.slice(0, -1)), before)
    const field = this.page.getByRole('textbox', { name: this.words.transport.time })
    await until(
      'the playhead is before it',
      async () => secondsOf(await field.inputValue()) < secondsOf(moment),
    )
  }

  async goLive(): Promise<void> {
    await this.press('l')
    await this.page
      .getByRole('group', { name: this.words.transport.moment })
      .getByText(this.words.transport.now)
      .waitFor()
  }

  /** Calls `room.join` of the chat servers from another server, and waits for the answer. */
  async callMethod(caller: string): Promise<void> {
    const { call } = this.words
    await this.command(call.openFor(caller))
    await this.page.getByRole('option', { name: 'room.join, chat' }).waitFor({ timeout: ANSWER_MS })
    await this.tabTo(this.page.getByRole('combobox', { name: call.findMethod }))
    await this.page.keyboard.type('room.join')
    await this.press('Enter')
    const field = this.page.getByRole('textbox', { name: call.arguments })
    await until('the arguments have the focus', () => isFocused(field))
    await this.press('Control+a')
    await this.page.keyboard.type('"walk", "me", "connector-1"')
    await this.press('Control+Enter')
    const answer = this.page.getByRole('region', { name: call.answer })
    await answer.getByText(call.answers(1, 0)).waitFor({ timeout: ANSWER_MS })
    await this.press('Escape')
  }

  /** Cuts the link between two servers; then of calls to all three chat servers exactly that one fails. */
  async cutPair(one: string, other: string): Promise<void> {
    const { call, faults, commands } = this.words
    await this.command(faults.cut(faults.linkBetween(one, other)), `${faults.kinds.cut} ${one} ${other} rpc`)
    await this.statusBar.getByRole('button', { name: commands.undoOf('') }).waitFor()
    await this.command(call.openFor(one))
    await this.tabTo(this.page.getByRole('button', { name: call.targets.all, exact: true }))
    await this.press('Enter')
    await this.tabTo(this.page.getByRole('textbox', { name: call.arguments }))
    await this.press('Control+Enter')
    const answer = this.page.getByRole('region', { name: call.answer })
    await answer.getByText(call.answers(3, 1)).waitFor({ timeout: ANSWER_MS })
    const failed = answer.getByRole('listitem').filter({ hasText: /RPC_[A-Z_]+|[A-Z]+_[A-Z_]+/ })
    expect(await failed.getByRole('button', { name: other, exact: true }).count()).toBe(1)
    expect(await failed.count()).toBe(1)
    await this.press('Escape')
  }

  /** Writes a note at the playhead. */
  async writeNote(text: string): Promise<void> {
    await this.command(text, `note ${text}`)
    await this.showsNote(text)
  }

  /** The note is in the list of notes. */
  async showsNote(text: string): Promise<void> {
    await this.command(this.words.commands.showPanel(this.words.notes.tab))
    await this.page.getByRole('tabpanel').getByText(text).first().waitFor({ timeout: ANSWER_MS })
  }

  /** Exports the report into a folder, and returns its path. */
  async exportReport(folder: string): Promise<string> {
    const { exporting } = this.words
    const download = this.page.waitForEvent('download', { timeout: START_MS })
    await this.command(exporting.exportAs(exporting.formats.html))
    const file = await download
    const path = join(folder, file.suggestedFilename())
    await file.saveAs(path)
    return path
  }

  async openFile(path: string): Promise<void> {
    await this.command(this.words.commands.openPath(path), path)
    await this.page.getByText(this.words.header.readOnly).waitFor({ timeout: ANSWER_MS })
  }

  /** Shows a run that is open, by its id. */
  async showRun(run: string): Promise<void> {
    await this.command(this.words.commands.showRun('chat'), run)
    await until('the address names the run', () => this.run() === run)
  }

  /** Compares the run on screen with the newest one of its project. */
  async compareWithNewest(): Promise<void> {
    const { compare } = this.words
    await this.command(compare.compareWithNewest)
    await this.page.getByRole('button', { name: compare.stop }).waitFor({ timeout: START_MS })
  }

  get isComparing(): boolean {
    return new URLSearchParams(new URL(this.page.url()).hash.slice(1)).has('compare')
  }

  /** The id of the run that the address names. */
  run(): string | null {
    return new URLSearchParams(new URL(this.page.url()).hash.slice(1)).get('run')
  }

  async goBack(): Promise<void> {
    const before = this.page.url()
    await this.press('Alt+ArrowLeft')
    await until('the address has changed', () => this.page.url() !== before)
  }

  /** Moves the focus to an element with Tab. */
  async tabTo(element: Locator): Promise<void> {
    for (let tries = 0; !(await isFocused(element)); tries += 1) {
      if (tries > 80) throw new Error('Tab does not reach it')
      await this.press('Tab')
    }
  }
}

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((one) => one === document.activeElement)
}

/** The seconds of `1:40.061`. */
function secondsOf(moment: string): number {
  const [minutes = '', seconds = ''] = moment.split(':')
  return Number(minutes) * 60 + Number(seconds)
}

/** Walks through the whole window, from Home on. `folder`: where the report is written. */
export async function walkThrough(page: Page, words: Words, folder: string): Promise<void> {
  const walk = new Walk(page, words)
  await walk.startSample()
  const killed = await walk.kill('chat-2')
  await walk.undoKill('chat-2')
  await walk.travelBefore(killed)
  await walk.waitForRight(30)
  await walk.goLive()
  await walk.callMethod('connector-1')
  await walk.cutPair('connector-1', 'chat-1')
  await walk.writeNote('chat-1 is cut off')
  const report = await walk.exportReport(folder)
  await walk.command(words.commands.stopCluster('chat'))
  await walk.openFile(report)
  await walk.showsNote('chat-1 is cut off')
  const opened = walk.run() ?? ''
  await walk.startSample()
  const started = walk.run()
  await walk.showRun(opened)
  await walk.compareWithNewest()
  expect(walk.isComparing).toBe(true)
  await walk.goBack()
  await expect.poll(() => [walk.run(), walk.isComparing]).toEqual([opened, false])
  await walk.goBack()
  await expect.poll(() => walk.run()).toBe(started)
}
