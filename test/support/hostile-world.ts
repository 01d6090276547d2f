// A state folder, a running Grove and files in which every text is foreign, and a command line for each command.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunSummary, ServerSummary } from '../../src-main/contract/index.ts'
import { startControlServer } from '../../src-main/control/index.ts'
import { encodeLine } from '../../src-main/timeline/index.ts'
import { fakeHost, fakeRun } from './fake-host.ts'
import { syntheticTimeline } from './synthetic-timeline.ts'

export interface HostileWorld extends AsyncDisposable {
  state: string
  /** By the name of the command. */
  commands: Record<string, string[][]>
  /** Exports write what the timeline says; only a terminal gets it as text. */
  exports: string[][]
}

export async function hostileWorld(folder: string, text: string): Promise<HostileWorld> {
  const state = join(folder, 'state')
  const files = await writeFiles(folder, state, text)
  const host = fakeHost({
    runs: async () => [hostileRun(text)],
    waitFor: async () => ({ satisfied: false, unmet: [`a-1 ${text}`], output: [] }),
    act: async () => {},
    add: async () => `a-2 ${text}`,
    scale: async () => {},
    tap: async () => {},
    fault: async () => {},
    proxies: async () => [
      { serverType: text, service: text, methods: [text], servers: [text] },
      { serverType: 'chat', service: 'room', methods: ['say'], servers: [text] },
    ],
    call: async () => ({
      event: '1',
      answers: [
        {
          server: text,
          roundTrip: 1,
          value: { json: JSON.stringify(text), bytes: 4, isTruncated: false },
          error: null,
        },
        { server: 'a-1', roundTrip: 1, value: null, error: { code: 'FAILED', message: text, hint: text } },
      ],
    }),
    inspect: async () => ({ url: `ws://${text}`, devtoolsUrl: `devtools://${text}` }),
    logs: async () => ({
      lines: [{ server: 'a-1', at: 1, text, offset: 0 }],
      cursor: '',
      start: '',
      more: false,
    }),
  })
  const stop = await startControlServer(host, { shell: 'web', state, say: () => {} })
  return {
    state,
    ...commandLines(files, text),
    [Symbol.asyncDispose]: stop,
  }
}

type Files = Record<'timeline' | 'version' | 'plan' | 'free', string>

function commandLines({ timeline, version, plan, free }: Files, text: string) {
  const commands: Record<string, string[][]> = {
    up: [['up', plan], ['up', text], ['up', '--servers', text], [`--${text}`], [text]],
    run: [['run', plan, '--', 'true']],
    ui: [
      ['ui', '--web', '--no-open', version],
      ['ui', '--web', '--port', text],
    ],
    preview: [
      ['preview', plan],
      ['preview', '--json', plan],
    ],
    ps: [['ps'], ['ps', '--json']],
    add: [['add', 'a']],
    scale: [['scale', 'a=2']],
    fault: [['fault', 'a-1', 'cut', '--link', 'rpc']],
    call: [
      ['call', 'a-1'],
      ['call', 'a-1', 'room.say', '1', '--all', 'chat'],
      ['call', 'a-1', 'room.say', '1', '--all', 'chat', '--json'],
    ],
    tap: [['tap', 'full']],
    inspect: [['inspect', 'a-1']],
    logs: [['logs'], ['logs', '--json'], ['logs', text]],
    wait: [
      ['wait', '--for', 'ready'],
      ['wait', '--for', 'ready', '--json'],
    ],
    down: [['down'], ['down', '--run', text]],
    check: [
      ['check', timeline],
      ['check', '--json', timeline],
      ['check', version],
      ['check', text],
    ],
    diff: [
      ['diff', timeline, timeline],
      ['diff', '--format', 'markdown', timeline, timeline],
    ],
    history: [['history'], ['history', '--json']],
    export: [['export', text, '--format', 'csv']],
    init: [['init', free]],
    doctor: [['doctor'], ['doctor', '--json']],
  }
  for (const action of ['stop', 'kill', 'restart', 'pause', 'resume']) commands[action] = [[action, 'a-1']]
  const exports = ['ndjson', 'csv', 'mermaid', 'svg', 'chrome-trace'].map((format) => [
    'export',
    timeline,
    '--format',
    format,
  ])
  return { commands, exports }
}

function hostileRun(text: string): RunSummary {
  const server: ServerSummary = {
    id: 'a-1',
    serverType: 'a',
    role: 'server',
    parent: null,
    status: 'ready',
    desired: 'running',
    paused: false,
    pid: 1,
    port: null,
    exit: null,
    problem: null,
    waiting: text,
    restarts: 0,
    faults: [],
    pairLinks: [],
    stopping: null,
  }
  return {
    ...fakeRun(`name ${text}`),
    servers: [server],
    problems: [{ code: 'INTERNAL', message: text }],
  }
}

async function writeFiles(folder: string, state: string, text: string): Promise<Files> {
  const { header, events, footer } = syntheticTimeline({ servers: 3 })
  const log = { t: 'log', seq: 1, at: 1, process: text, level: 'warn', text } as (typeof events)[number]
  const numbered = [log, ...events].map((event, index) => Object.assign(event, { seq: index + 1 }))
  const named = { ...header, plan: { ...header.plan, name: `name ${text}` } }
  const lines = [named, ...numbered, ...(footer ? [footer] : [])].map(encodeLine).join('')
  const files: Files = {
    timeline: join(state, 'runs', '2026-01-01T00-00-00-000Z-aaaaaaaa', 'timeline.ndjson'),
    version: join(folder, 'version.ndjson'),
    plan: join(folder, 'plan'),
    free: join(folder, 'new'),
  }
  await mkdir(join(files.timeline, '..'), { recursive: true })
  await mkdir(files.plan)
  await writeFile(files.timeline, lines)
  await writeFile(files.version, `${JSON.stringify({ ...header, v: text })}\n`)
  const plan = { name: text, [text]: 1, servers: { [text]: { [text]: text }, a: { port: text } } }
  await writeFile(join(files.plan, 'grove.json'), JSON.stringify(plan))
  return files
}
