// Grove's window for a browser test: a `grove ui` process and its page. Checks for leaked processes after each test.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { GroveProcess, processesOf, temporaryFolder } from './grove.ts'
import { until } from './until.ts'

const ADDRESS = /http:\/\/grove-[0-9a-f]+\.localhost:\d+\/#\S+/

export class Window {
  /** The test's folder; also Grove's state folder. */
  folder = ''
  /** Errors of the page since the start of the test. */
  readonly pageErrors: string[] = []
  #browser: Browser | undefined
  #grove: GroveProcess | undefined
  #page: Page | undefined

  get page(): Page {
    if (!this.#page) throw new Error('open the window first')
    return this.#page
  }

  async launch(): Promise<void> {
    this.#browser = await launchBrowser()
  }

  async closeBrowser(): Promise<void> {
    await this.#browser?.close()
  }

  /** Starts `grove ui` and opens the address that it prints. Closes an open window first. */
  async open(args: string[], address = (url: string) => url): Promise<Page> {
    if (this.#grove) await this.close()
    const grove = new GroveProcess(['ui', '--web', '--no-open', ...args], { env: this.env })
    this.#grove = grove
    await grove.waitForOutput(ADDRESS)
    const url = ADDRESS.exec(grove.stderr + grove.stdout)?.[0] ?? ''
    const viewport = { width: 1440, height: 900 }
    const context = await this.#browser?.newContext({ viewport, acceptDownloads: true })
    if (!context) throw new Error('there is no browser')
    const page = await context.newPage()
    page.on('pageerror', (error) => this.pageErrors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && this.pageErrors.push(message.text()))
    await page.goto(address(url))
    return (this.#page = page)
  }

  /** Opens a page in a browser profile of its own. */
  async newPage(): Promise<Page> {
    const context = await this.#browser?.newContext()
    if (!context) throw new Error('there is no browser')
    return context.newPage()
  }

  /** Waits until Grove prints another address. */
  async nextAddress(used: string): Promise<string> {
    const find = () => /For another window: (\S+)/.exec(this.#grove?.stderr ?? '')?.[1]
    const address = await until('Grove prints another address', find)
    expect(address).not.toBe(used)
    return address
  }

  /** Closes the page and Grove, and checks that no process is left. */
  async close(): Promise<void> {
    await this.#page?.context().close()
    this.#page = undefined
    this.#grove?.child.kill('SIGINT')
    await this.#grove?.finished
    const wasKilled = this.#grove?.child.signalCode === 'SIGKILL'
    this.#grove = undefined
    const left = () => processesOf(`GROVE_STATE=${this.folder}`)
    // The reaper of a killed Grove needs a moment.
    if (wasKilled) await until('nothing is left of Grove', async () => (await left()).length === 0)
    expect(await left()).toEqual([])
  }

  /** Runs `work` while the Grove process is suspended. */
  async whileSuspended(work: () => Promise<void>): Promise<void> {
    this.#grove?.child.kill('SIGSTOP')
    await work().finally(() => this.#grove?.child.kill('SIGCONT'))
  }

  /** Kills the Grove process: its reaper ends the servers. */
  async killLauncher(): Promise<void> {
    this.#grove?.child.kill('SIGKILL')
    await this.#grove?.finished
  }

  get env(): Record<string, string> {
    return { GROVE_STATE: this.folder }
  }

  async waitFor(id: string): Promise<void> {
    await this.page.getByTestId(id).first().waitFor({ timeout: 20_000 })
  }

  async click(id: string): Promise<void> {
    await this.page.getByTestId(id).first().click()
  }

  async text(id: string): Promise<string> {
    return (await this.page.getByTestId(id).first().textContent()) ?? ''
  }

  /** Writes a project into the test's folder; returns its path. */
  async project(files: Record<string, string>): Promise<string> {
    const directory = join(this.folder, 'a project')
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(directory, name, '..'), { recursive: true })
      await writeFile(join(directory, name), text)
    }
    return directory
  }

  /** Returns the text of the only problem. It must not contain a stack. */
  async onlyProblem(): Promise<string> {
    await this.waitFor('problem')
    const text = await this.text('problem')
    expect(await this.page.getByTestId('problem').count()).toBe(1)
    expect(text).not.toMatch(/\n\s+at /)
    return text
  }
}

/** Sets up the window for all tests of a file. */
export function useWindow(): Window {
  const window = new Window()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(() => window.launch())
  afterAll(() => window.closeBrowser())
  beforeEach(async () => {
    folder = await temporaryFolder()
    window.folder = folder.path
    window.pageErrors.length = 0
  })
  afterEach(async () => {
    await window.close()
    await folder[Symbol.asyncDispose]()
  })
  return window
}
