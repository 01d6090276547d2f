// The Chromium behind the windows, started with the first window. The test connects to its DevTools address.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { browserArguments, findBrowser, LAUNCH_TIMEOUT_MS } from '../browser.ts'
import { app } from './app.ts'

interface Running {
  context: BrowserContext
  endpoint: string
}

let running: Promise<Running> | null = null

export function browser(): Promise<Running> {
  running ??= start()
  return running
}

export async function openPage(viewport: { width: number; height: number }): Promise<Page> {
  const { context } = await browser()
  const blank = context.pages().find((page) => page.url() === 'about:blank')
  const page = blank ?? (await context.newPage())
  await page.setViewportSize(viewport)
  return page
}

/** Chromium exits with its last page, and an app may go on without a window. */
export async function keepBrowser(): Promise<void> {
  const { context } = await browser()
  if (context.pages().length === 1) await context.newPage()
}

async function start(): Promise<Running> {
  const profile = await mkdtemp(join(tmpdir(), 'grove-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: [...browserArguments(), '--remote-debugging-port=0'],
    // Pages have the language of the app.
    locale: process.env['STAND_IN_LOCALE'] ?? 'en-US',
    timeout: LAUNCH_TIMEOUT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  // Windows have routes of their own; a popup must not reach the network before it is closed.
  await context.route('**/*', (route) => route.abort('blockedbyclient'))
  app.endBrowser = async () => {
    await context.close().catch(() => {})
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')
  return { context, endpoint: `http://127.0.0.1:${port}` }
}
