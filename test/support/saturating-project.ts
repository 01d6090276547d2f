// A project whose callers call as fast as they can, to measure the tap and to test a launcher that does not read.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SaturatingOptions {
  callers: number
  /** Calls in flight per caller. */
  inFlight: number
  /** Characters in the argument and in the response of a call. */
  payload: number
}

/** What a caller has done up to a time of the monotonic clock (milliseconds). */
export interface Progress {
  at: number
  calls: number
  /** CPU time of the caller, milliseconds. */
  cpu: number
}

const service = `export default () => ({ echo: (text) => text })
`

const lifecycle = `import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const { IN_FLIGHT, PAYLOAD } = process.env
const text = 'some "quoted" text, as people send it; '.repeat(1 + PAYLOAD / 39).slice(0, Number(PAYLOAD))
let calls = 0
let running = true
let slowedDown = false

// Renamed, so that a reader never sees half a file.
const tell = (app) => {
  const { user, system } = process.cpuUsage()
  const file = 'busy-' + app.id + '.json'
  writeFileSync(file + '.new', JSON.stringify({ at: performance.now(), calls, cpu: (user + system) / 1000 }))
  renameSync(file + '.new', file)
  slowedDown = existsSync('slow-down')
}

const call = async (echo) => {
  while (running) {
    await echo.work.echo(text)
    calls += 1
    if (slowedDown) await pause(100)
  }
}

let timer
export default {
  afterStartAll(app) {
    const echo = app.rpc.any('echo')
    for (let n = 0; n < IN_FLIGHT; n++) void call(echo)
    timer = setInterval(tell, 100, app)
  },
  beforeShutdown() {
    running = false
    clearInterval(timer)
  },
}
`

const files = {
  'package.json': '{ "type": "module" }\n',
  'servers/echo/remote/work.js': service,
  'servers/caller/lifecycle.js': lifecycle,
}

/** Writes the project and returns its plan. */
export async function writeSaturatingProject(folder: string, options: SaturatingOptions): Promise<object> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const env = { IN_FLIGHT: String(options.inFlight), PAYLOAD: String(options.payload) }
  return { name: 'busy', servers: { caller: { count: options.callers, env }, echo: { count: 1 } } }
}

/** Makes the callers slow, so that a reader of their records catches up. */
export async function slowDown(folder: string): Promise<void> {
  await writeFile(join(folder, 'slow-down'), '')
}

/** Returns null before the caller has written its progress. */
export async function progressOf(folder: string, id: string): Promise<Progress | null> {
  const text = await readFile(join(folder, `busy-${id}.json`), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Progress)
}
