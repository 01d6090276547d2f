// A project whose servers call each other without a pause and write down, with monotonic times, how many calls they made
// and how many responses they got. A recording of the run must contain these.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Calls in flight per server. */
const CONCURRENT_CALLS = 4

const files = {
  'package.json': '{ "type": "module" }\n',
  'servers/worker/remote/work.js': `export default () => ({ echo: (text) => text })\n`,
  'servers/worker/lifecycle.js': `import { appendFileSync, writeFileSync } from 'node:fs'

let calls = 0
let answers = 0
let going = true
let timer

const lane = async (app) => {
  while (going) {
    calls += 1
    await app.rpc.any('worker').work.echo('hello from ' + app.id).then(() => (answers += 1), () => {})
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export default {
  afterStartup(app) {
    writeFileSync(app.id + '.pid', String(process.pid))
    for (let n = 0; n < ${CONCURRENT_CALLS}; n += 1) void lane(app)
    const note = () => appendFileSync(app.id + '.notes', process.hrtime.bigint() + ' ' + calls + ' ' + answers + '\\n')
    timer = setInterval(note, 20)
  },
  beforeShutdown() {
    going = false
    clearInterval(timer)
  },
}
`,
  'grove.json': `${JSON.stringify({ name: 'busy', servers: { worker: { count: 3 } } })}\n`,
}

/** Calls that a server made, and responses that it got. */
export interface CallCounts {
  calls: number
  answers: number
}

export async function writeBusyProject(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

export async function pidOf(folder: string, server: string): Promise<number> {
  return Number(await readFile(join(folder, `${server}.pid`), 'utf8'))
}

/** Returns the counts of each server at a moment of `process.hrtime`. */
export async function callCountsAt(folder: string, moment: bigint): Promise<Map<string, CallCounts>> {
  const notes = (await readdir(folder)).filter((name) => name.endsWith('.notes'))
  const known = new Map<string, CallCounts>()
  for (const name of notes) {
    const lines = (await readFile(join(folder, name), 'utf8')).trim().split('\n')
    const last = lines.map((line) => line.split(' ')).findLast(([at = '0']) => BigInt(at) <= moment)
    if (last) known.set(name.slice(0, -'.notes'.length), { calls: Number(last[1]), answers: Number(last[2]) })
  }
  return known
}
