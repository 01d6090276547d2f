// For tests: starts a built Electron app on the stand-in and connects to its page.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findBrowser } from '../browser.ts'
import { buildStandIn } from './build.ts'
import type { TestRequest, Reply, WindowShown } from './protocol.ts'
import { fromChromium } from './scheme.ts'

const START_TIMEOUT_MS = 45_000
const EXIT_TIMEOUT_MS = 30_000

export interface DesktopOptions {
  /** Arguments of the app, after its own path. */
  args?: string[]
  env?: Record<string, string>
  /** False for an app that exits without a window. */
  window?: boolean
}

/** Built once per test process. */
let standIn: Promise<string> | null = null

/** A running app. `close` quits it; rejects if it does not exit. */
export class Desktop {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #browser: Browser | null = null
  #output = ''
  #lastQuestion = 0

  static async launch(main: string, options: DesktopOptions = {}): Promise<Desktop> {
    standIn ??= buildStandIn()
    const env = { ...process.env, GROVE_BROWSER: findBrowser(), ...options.env }
    const child = spawn(process.execPath, [await standIn, main, ...(options.args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    })
    const desktop = new Desktop(child)
    if (options.window !== false) await desktop.#connect()
    return desktop
  }

  private constructor(child: ChildProcess) {
    this.child = child
    this.exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
    child.stdout?.on('data', (chunk) => (this.#output += String(chunk)))
    child.stderr?.on('data', (chunk) => (this.#output += String(chunk)))
    child.on('message', (message: Reply | WindowShown) => {
      if ('id' in message) this.#waiting.get(message.id)?.(message)
    })
  }

  /** Everything that the process has written. */
  get output(): string {
    return this.#output
  }

  /** The newest page that shows the app. A popup, which may be about to close, is not one. */
  get page(): Page {
    const page = this.pages.findLast((one) => fromChromium(one.url()).startsWith('app://'))
    if (!page) throw new Error(`The app has no window.\n${this.#output}`)
    return page
  }

  get pages(): Page[] {
    return this.#browser?.contexts().flatMap((context) => context.pages()) ?? []
  }

  async request<T = unknown>(question: TestRequest): Promise<T> {
    const id = ++this.#lastQuestion
    const answered = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve))
    this.child.send({ ...question, id })
    const { value, error } = await within(
      answered,
      EXIT_TIMEOUT_MS,
      `an answer to “${question.ask}”`,
      () => this.#output,
    )
    this.#waiting.delete(id)
    if (error !== undefined) throw new Error(error)
    return value as T
  }

  async close(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM')
    try {
      return await within(this.exited, EXIT_TIMEOUT_MS, 'the app to quit', () => this.#output)
    } finally {
      this.child.kill('SIGKILL')
      await this.#browser?.close()
    }
  }

  async #connect(): Promise<void> {
    try {
      const shown = new Promise<string>((resolve, reject) => {
        this.child.on('message', (message: Reply | WindowShown) => {
          if ('told' in message) resolve(message.endpoint)
        })
        void this.exited.then((code) => reject(new Error(`The app ended with ${code}.\n${this.#output}`)))
      })
      const endpoint = await within(shown, START_TIMEOUT_MS, 'the first window', () => this.#output)
      this.#browser = await chromium.connectOverCDP(endpoint)
    } catch (error) {
      this.child.kill('SIGKILL')
      throw error
    }
  }
}

async function within<T>(
  promise: Promise<T>,
  deadline: number,
  what: string,
  details: () => string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${deadline} ms for ${what}.\n${details()}`)), deadline)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
