// A project of servers that are hard to end: one idle, one in an endless loop, one to be paused, one that ignores every
// request, one with children of its own (one of them in a session of its own), one that prints without end.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { until } from './until.ts'

const KINDS = ['idle', 'busy', 'paused', 'unresponsive', 'parent', 'printing'] as const
type Kind = (typeof KINDS)[number]

/** What each does once the whole cluster has started. */
const BEHAVIOR: Record<Kind, string> = {
  idle: '',
  busy: 'setTimeout(() => { for (;;); }, 50)',
  paused: '',
  unresponsive: `for (const event of ['SIGTERM', 'disconnect', 'message']) process.removeAllListeners(event)
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 1e6)`,
  parent: `const unresponsive = ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6)']
  for (const detached of [false, true]) spawn(process.execPath, unresponsive, { stdio: 'ignore', detached }).unref()`,
  printing: `setInterval(() => { for (let n = 0; n < 10; n += 1) console.log('x'.repeat(999)) }, 1)`,
}

const lifecycle = (kind: Kind) => `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'

export default {
  afterStartAll() {
    ${BEHAVIOR[kind]}
    writeFileSync('${kind}.pid', String(process.pid))
  },
}
`

/** Writes the project with its plan, with these kinds of servers, each of this group; answers the folder. */
export async function writeUnkillableProject(
  folder: string,
  kinds: readonly Kind[] = KINDS,
  group: object = {},
): Promise<string> {
  const project = join(folder, kinds.length === KINDS.length ? 'unkillable' : kinds.join('-'))
  for (const kind of kinds) {
    await mkdir(join(project, 'servers', kind), { recursive: true })
    await writeFile(join(project, 'servers', kind, 'lifecycle.mjs'), lifecycle(kind))
  }
  const servers = Object.fromEntries(kinds.map((kind) => [kind, group]))
  await writeFile(join(project, 'grove.json'), JSON.stringify({ name: basename(project), servers }))
  return project
}

/** Resolves when each is as it is meant to be, the one to be paused is paused. */
export async function unkillableServersReady(project: string, kinds: readonly Kind[] = KINDS): Promise<void> {
  const pidOf = (kind: Kind) => readFile(join(project, `${kind}.pid`), 'utf8').catch(() => '')
  const pids = await until(
    'each server is as it is meant to be',
    async () => {
      const pids = await Promise.all(kinds.map(pidOf))
      return pids.every((pid) => pid !== '') && pids
    },
    { within: 30_000 },
  )
  const paused = pids[kinds.indexOf('paused')]
  if (paused !== undefined) process.kill(Number(paused), 'SIGSTOP')
}
