// A project of Grove's own chat servers and of programs beside them: a web server in Node, a worker in Python, and
// whatever else a test adds.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RunSummary, ServerSummary } from '../../src-main/contract/index.ts'
import { createHost } from '../../src-main/host/host.ts'
import { loadTarget } from '../../src-main/host/project/target.ts'
import type { TimelineEvent } from '../../src-main/timeline/index.ts'
import { processesOf } from './grove.ts'
import { parseTimeline } from './parse-timeline.ts'
import { until } from './until.ts'

const FILES = {
  'servers/chat/remote/room.js': `export default (app) => ({ join: (name) => name + ' is on ' + app.id })\n`,
  'web/web.mjs': `import { createServer } from 'node:http'
const [, , port, worker] = process.argv
createServer(async (request, response) => {
  response.end(await (await fetch('http://' + worker)).text())
}).listen(Number(port), '127.0.0.1', () => console.log('asks ' + worker))
`,
  'worker.py': `import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(('from ' + os.environ['NAME']).encode())
print('serves', flush=True)
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
`,
}

const SERVERS = {
  web: {
    command: 'node web.mjs $PORT ${worker.address}',
    cwd: 'web',
    dependsOn: ['worker', 'chat'],
    ready: { http: {} },
    restart: 'always',
  },
  worker: {
    command: ['python3', 'worker.py', '$PORT'],
    env: { NAME: 'Python' },
    dependsOn: { migrate: 'exited' },
    ready: { tcp: {}, log: '^serves' },
    restart: 'always',
  },
  migrate: { command: ['node', '-e', 'setTimeout(() => console.log("migrated"), 100)'] },
  chat: { count: 2, dependsOn: { worker: 'started' }, restart: 'always' },
}

/** @param others further types, which the worker depends on */
export async function writeMixedProject(
  folder: string,
  others: Record<string, object> = {},
): Promise<string> {
  const project = join(folder, 'mixed')
  const worker = {
    ...SERVERS.worker,
    dependsOn: {
      ...SERVERS.worker.dependsOn,
      ...Object.fromEntries(Object.keys(others).map((type) => [type, 'ready'])),
    },
  }
  const plan = {
    name: 'mixed',
    master: { restart: 'always' },
    servers: { ...SERVERS, worker, ...others },
  }
  for (const [name, text] of Object.entries({ ...FILES, 'grove.json': JSON.stringify(plan) })) {
    await mkdir(join(project, name, '..'), { recursive: true })
    await writeFile(join(project, name), text)
  }
  return project
}

/** Starts the project, kills each of its processes, waits until the cluster has recovered, and stops it. */
export async function surviveKills(project: string, state: string): Promise<TimelineEvent[]> {
  const host = createHost({ shell: 'web', state })
  const target = { kind: 'path', path: project } as const
  try {
    const { run, file } = await host.start(target, { ...(await loadTarget(target)), state, restarts: SOON })
    const summary = async () => (await host.api.runs()).find((each) => each.run === run)
    const converges = async () =>
      expect(await host.api.waitFor(run, 'converged', 30_000)).toEqual({
        satisfied: true,
        unmet: [],
        output: [],
      })
    await converges()
    await servesWell(await summary())
    for (const { id, pid } of (await summary())?.servers ?? []) {
      if (pid === null) continue
      process.kill(pid, 'SIGKILL')
      await until(`${id} runs again`, async () => isReplaced((await summary())?.servers, id, pid))
      await converges()
    }
    await servesWell(await summary())
    await host.api.stop(run)
    expect(await processesOf(`GROVE_RUN=${run}`)).toEqual([])
    return parseTimeline(await readFile(file ?? '', 'utf8')).events
  } finally {
    await host.close()
  }
}

const SOON = { initialDelayMs: 10, maxDelayMs: 10, jitter: 0, stableAfterMs: 1e6, maxCrashes: 5 }

function isReplaced(servers: ServerSummary[] | undefined, id: string, pid: number): boolean {
  const server = servers?.find((each) => each.id === id)
  return server?.status === 'ready' && server.pid !== pid
}

/** The web server answers with what the worker answers. */
async function servesWell(run: RunSummary | undefined): Promise<void> {
  const port = run?.servers.find(({ id }) => id === 'web-1')?.port
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('from Python')
}

/** Returns the ids in the order in which they were spawned first. */
export function spawnOrder(events: readonly TimelineEvent[]): string[] {
  const ids = events.flatMap((event) =>
    event.t === 'process' && event.event === 'spawned' ? event.process : [],
  )
  return [...new Set(ids)]
}
