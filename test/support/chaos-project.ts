// A project whose servers call each other at intervals and write down failed calls and each run of `afterStartAll`.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Call {
  server: string
  calls: number
  failed: { code: string; message: string }[]
}

const service = `export default (app) => ({ echo: (text) => app.id + ' heard ' + text })
`

const lifecycle = `import { appendFileSync, renameSync, writeFileSync } from 'node:fs'

const every = Number(process.env.CALL_EVERY)
const failed = []
let calls = 0
let timer

// Renamed, so that a reader never sees half a file.
const tell = (app) => {
  const file = 'calls-' + app.id + '.json'
  writeFileSync(file + '.new', JSON.stringify({ server: app.id, calls, failed }))
  renameSync(file + '.new', file)
}

const call = async (app) => {
  calls += 1
  try {
    await app.rpc.any('worker').work.echo('hello from ' + app.id)
  } catch ({ code, message }) {
    failed.push({ code, message })
  }
}

export default {
  afterStartup(app) {
    tell(app)
    timer = setInterval(() => call(app).then(() => tell(app)), every)
  },
  afterStartAll(app) {
    appendFileSync('started-all.txt', app.id + ' ' + process.pid + '\\n')
  },
  beforeShutdown() {
    clearInterval(timer)
  },
}
`

const files = {
  'package.json': '{ "type": "module" }\n',
  'servers/worker/remote/work.js': service,
  'servers/worker/lifecycle.js': lifecycle,
}

/** Writes the project and returns its plan. `every`: milliseconds between the calls of a server. */
export async function writeCallerProject(folder: string, servers: number, every: number): Promise<unknown> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const worker = { count: servers, env: { CALL_EVERY: String(every) } }
  return { name: 'callers', servers: { worker } }
}

/** Returns what this server has counted so far. */
export async function callsOf(folder: string, id: string): Promise<Call> {
  return JSON.parse(await readFile(join(folder, `calls-${id}.json`), 'utf8')) as Call
}

/** Returns `<id> <pid>` for each run of `afterStartAll`. */
export async function afterStartAllRuns(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'started-all.txt'), 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean)
}
