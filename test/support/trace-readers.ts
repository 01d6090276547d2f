// Reads Chrome traces with the programs that users open them with: Chromium's DevTools and speedscope.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'

export interface Thread {
  process: string
  thread: string
  slices: { name: string; args: Record<string, unknown> }[]
}

const require = createRequire(import.meta.url)

/** The trace model of DevTools' Performance panel. */
const MODEL = 'devtools://devtools/bundled/models/trace/trace.js'

/** Returns every thread with its slices in order. Rejects with the model's error if it refuses the text. */
export async function readInDevTools(browser: Browser, text: string): Promise<Thread[]> {
  const page = await browser.newPage()
  try {
    await page.goto('devtools://devtools/bundled/devtools_app.html')
    const model = await page.evaluateHandle<DevTools>(`import('${MODEL}')`)
    return await model.evaluate(inDevTools, text)
  } finally {
    await page.close()
  }
}

interface DevToolsTrace {
  Meta: { processNames: Map<number, { args: { name: string } }> }
  Renderer: { processes: Map<number, { threads: Map<number, DevToolsThread> }> }
}
interface DevToolsThread {
  name: string
  entries: { ph: string; name: string; args: Record<string, unknown> }[]
}
interface DevTools {
  TraceModel: {
    Model: {
      createWithAllHandlers(): {
        parse(events: unknown): Promise<void>
        parsedTrace(index: number): { data: DevToolsTrace }
      }
    }
  }
}

/** Runs in the page. */
async function inDevTools({ TraceModel }: DevTools, text: string): Promise<Thread[]> {
  const model = TraceModel.Model.createWithAllHandlers()
  await model.parse((JSON.parse(text) as { traceEvents: unknown }).traceEvents)
  const { Meta, Renderer } = model.parsedTrace(0).data
  return [...Renderer.processes].flatMap(([pid, { threads }]) =>
    [...threads.values()].map(({ name, entries }) => ({
      process: Meta.processNames.get(pid)?.args.name ?? '',
      thread: name,
      slices: entries.filter(({ ph }) => ph === 'X').map(({ name, args }) => ({ name, args })),
    })),
  )
}

interface Speedscope {
  shared: { frames: { name: string }[] }
  profiles: { name: string; events: { type: string; frame: number }[] }[]
}

/** The same from speedscope, which saves what it has read. Rejects with its error if it refuses the file. */
export async function readInSpeedscope(browser: Browser, file: string): Promise<Thread[]> {
  const page = await browser.newPage({ acceptDownloads: true })
  try {
    const refused = new Promise<never>((_, reject) => {
      page.once('dialog', (dialog) => {
        reject(new Error(dialog.message()))
        void dialog.dismiss()
      })
      page.on('console', (message) => {
        if (message.text().startsWith('Tried to')) reject(new Error(message.text()))
      })
    })
    // It may reject before it is awaited.
    refused.catch(() => undefined)
    const home = dirname(require.resolve('speedscope/package.json'))
    await page.goto(pathToFileURL(join(home, 'dist/release/index.html')).href)
    await page.setInputFiles('input[type=file]', file)
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Export').click()])
      return JSON.parse(await readFile(await download.path(), 'utf8')) as Speedscope
    }
    return threadsOf(await Promise.race([save(), refused]))
  } finally {
    await page.close()
  }
}

function threadsOf({ shared, profiles }: Speedscope): Thread[] {
  return profiles.map(({ name, events }) => {
    const [, process = '', thread = ''] = /^(.*) \(pid \d+\), (.*) \(tid \d+\)$/.exec(name) ?? []
    const opened = events
      .filter(({ type }) => type === 'O')
      .map(({ frame }) => shared.frames[frame]?.name ?? '')
    return { process, thread, slices: opened.map(slice) }
  })
}

/** A frame's name is the slice's name followed by its arguments as JSON. */
function slice(frame: string): Thread['slices'][number] {
  const at = frame.indexOf(' {')
  return { name: frame.slice(0, at), args: JSON.parse(frame.slice(at + 1)) as Record<string, unknown> }
}
