// A project of servers that resist stopping: idle, in an endless loop, suspended, ignoring every request, with child
// processes (one in its own session), or printing without end.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { until } from './until.ts'

const KINDS = ['idle', 'busy', 'paused', 'unresponsive', 'parent', 'printing'] as const
type Kind = (typeof KINDS)[number]

/** What each kind does once the whole cluster has started. */
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

/** Writes a project with these kinds of servers; returns its folder. `group`: settings of each type in the plan. */
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

/** Resolves when each server behaves as its kind says; suspends the one of kind `paused`. */
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
