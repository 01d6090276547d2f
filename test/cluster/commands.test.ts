// The commands that act on a running cluster, run as processes against one cluster in the background.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogLine, RunSummary, ServerSummary } from '../../src-main/contract/index.ts'
import { writeMinimalProject } from '../support/minimal-project.ts'
import { grove, GroveProcess, processesOf, temporaryFolder, type Finished } from '../support/grove.ts'
import { until } from '../support/until.ts'

interface Instance {
  pid: number
  version: string
  problem: { code: string } | null
  runs: RunSummary[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let state: string
let background: { pid: number; run: string; name: string; log: string }

const run = (args: string[], env: Record<string, string> = {}): Promise<Finished> =>
  grove(args, { cwd: folder.path, env: { GROVE_STATE: state, ...env } })

/** What it prints with --json, when all is well. */
async function ask<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

/** The one server that the command answers with. */
async function server(...args: string[]): Promise<ServerSummary | undefined> {
  const { servers } = await ask<{ servers: ServerSummary[] }>(...args)
  expect(servers).toHaveLength(1)
  return servers[0]
}

beforeAll(async () => {
  folder = await temporaryFolder('grove-commands-')
  state = join(folder.path, 'state')
  await writeMinimalProject(folder.path)
  background = await ask('up', '-d')
})

afterAll(async () => {
  await run(['down'])
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  await folder[Symbol.asyncDispose]()
})

describe('for a cluster in the background', () => {
  let follower: GroveProcess

  it('up -d prints the run; only this user can read its output and token', async () => {
    expect(background).toMatchObject({ name: 'minimal', pid: expect.any(Number), run: expect.any(String) })
    const [file = ''] = await readdir(join(state, 'instances'))
    expect(file).toBe(`${background.pid}.json`)
    const instance = join(state, 'instances', file)
    for (const each of [instance, background.log]) expect((await stat(each)).mode & 0o777).toBe(0o600)
    const { token } = JSON.parse(await readFile(instance, 'utf8')) as { token: string }
    const shown = await run(['ps', '--json'])
    const commandLine = await readFile(`/proc/${background.pid}/cmdline`, 'utf8')
    expect(shown.stdout + commandLine + (await readFile(background.log, 'utf8'))).not.toContain(token)
  })

  it('wait --for converged returns when the cluster has converged', async () => {
    const converged = await ask('wait', '--for', 'converged', '--timeout', '20')
    expect(converged).toEqual({
      run: background.run,
      name: 'minimal',
      for: 'converged',
      reached: true,
      lacks: [],
      output: [],
      runsProjectCode: true,
      basis: null,
    })
  })

  it('ps lists the cluster and its servers', async () => {
    const { instances } = await ask<{ instances: Instance[] }>('ps')
    expect(instances).toMatchObject([
      {
        pid: background.pid,
        shell: 'terminal',
        problem: null,
        runs: [{ run: background.run, name: 'minimal' }],
      },
    ])
    expect(instances[0]?.runs[0]?.servers.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'master-1 ready',
      'table-1 ready',
      'table-2 ready',
      'player-1 ready',
    ])
    expect((await run(['ps'])).stdout).toMatch(/minimal.*\n.*SERVER.*\n.*master-1 +master +ready/)
  })

  it('logs prints the lines of the named servers that match', async () => {
    const lines = async (...args: string[]) =>
      (await run(['logs', '--json', ...args])).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogLine)
    const all = await lines()
    expect(all.map(({ server, text }) => `${server}: ${text}`)).toContain('table-2: a table stands: table-2')
    const found = await lines('table', '--grep', 'STANDS: table-[1-9]', '-n', '1')
    expect(found).toMatchObject([{ text: expect.stringContaining('a table stands') }])
    expect(await lines('player-1', '--grep', 'stands')).toEqual([])
    expect(await lines('--until', '1ms')).toEqual([])
    expect((await run(['logs', 'table-1'])).stdout).toBe('table-1  | a table stands: table-1\n')
  })

  it('pause suspends a server until resume', async () => {
    expect(await server('pause', 'table-2')).toMatchObject({ id: 'table-2', paused: true })
    const waiting = await run(['wait', '--for', 'ready', '--timeout', '0.05', '--json'])
    expect(waiting.code).toBe(1)
    expect(JSON.parse(waiting.stdout)).toMatchObject({
      reached: false,
      lacks: ['table-2 is not ready: paused; resume it'],
    })
    expect(await server('resume', 'table-2')).toMatchObject({ paused: false })
  })

  it('fault injects a link fault and --heal removes it', async () => {
    const delayed = await server('fault', 'table-1', 'delay', '--link', 'rpc', '--ms', '5')
    expect(delayed?.faults).toEqual([{ link: 'rpc', fault: { kind: 'delay', ms: 5 } }])
    expect((await server('fault', 'table-1', '--heal'))?.faults).toEqual([])
  })

  it('fault --peer acts on one pair and is shown by ps; --heal --peer leaves the other fault', async () => {
    const delay = { link: 'rpc', fault: { kind: 'delay', ms: 5 } }
    const cut = { link: 'rpc', peer: 'table-2', fault: { kind: 'cut' } }
    await server('fault', 'table-1', 'delay', '--link', 'rpc', '--ms', '5')
    expect((await server('fault', 'table-1', 'cut', '--peer', 'table-2'))?.faults).toEqual([delay, cut])
    expect((await run(['ps'])).stdout).toContain('delay on rpc links; cut on rpc link with table-2')
    expect((await server('fault', 'table-1', '--heal', '--peer', 'table-2'))?.faults).toEqual([delay])
    const control = await server(
      'fault',
      'table-1',
      'drop',
      '--peer',
      'master-1',
      '--rate',
      '0.1',
      '--seed',
      '7',
    )
    expect(control?.faults[1]).toEqual({
      link: 'control',
      peer: 'master-1',
      fault: { kind: 'drop', rate: 0.1, seed: 7 },
    })
    expect((await server('fault', 'table-1', '--heal'))?.faults).toEqual([])
    const refused = await run(['fault', 'table-1', 'cut', '--peer', 'table-9'])
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('table-1 has no rpc link with table-9; it has them with')
  })

  it('fault --direction acts on what the server is sending or receiving, and is shown by ps', async () => {
    const sent = ['delay', '--ms', '5', '--direction', 'sending']
    expect((await server('fault', 'table-1', ...sent, '--peer', 'table-2'))?.faults).toEqual([
      { link: 'rpc', peer: 'table-2', fault: { kind: 'delay', ms: 5, direction: 'sending' } },
    ])
    const received = ['drop', '--rate', '0.5', '--direction', 'receiving']
    await server('fault', 'table-1', ...received, '--link', 'rpc')
    expect((await run(['ps'])).stdout).toContain(
      'delay on rpc link with table-2 (sending only); drop on rpc links (receiving only)',
    )
    expect((await server('fault', 'table-1', '--heal'))?.faults).toEqual([])
  })

  it('logs -f prints the existing lines first', async () => {
    const args = ['logs', 'table-2', '-f', '--grep', 'stands']
    follower = new GroveProcess(args, { cwd: folder.path, env: { GROVE_STATE: state } })
    await follower.waitForOutput('table-2  | a table stands: table-2\n')
  })

  it('kill, restart and stop act on one server, and logs -f follows it', async () => {
    expect(await server('kill', 'table-2')).toMatchObject({ exit: { signal: 'SIGKILL' } })
    expect(await server('restart', 'table-2')).toMatchObject({ id: 'table-2', pid: expect.any(Number) })
    await until('logs -f prints the new lines', () => follower.stdout.match(/table stands/g)?.length === 2)
    expect(await server('stop', 'player')).toMatchObject({
      id: 'player-1',
      status: 'exited',
      exit: { code: 0 },
    })
  })

  it('inspect prints the address of an open debugger', async () => {
    const { url, devtoolsUrl } = await ask<{ url: string; devtoolsUrl: string }>('inspect', 'table-1')
    const { host, protocol } = new URL(url)
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
      webSocketDebuggerUrl: string
    }[]
    expect({ protocol, target: targets[0]?.webSocketDebuggerUrl }).toEqual({ protocol: 'ws:', target: url })
    expect(devtoolsUrl).toMatch(/^devtools:/)
  })

  it('doctor reports each check, and fails for an unusable state folder', async () => {
    const { checks } = await ask<{ checks: { check: string; result: string; says: string }[] }>('doctor')
    expect(checks.map(({ check }) => check)).toEqual([
      'Grove',
      'Node',
      'state folder',
      'recordings',
      'running',
      'orphans',
      'shutdown',
      'desktop window',
    ])
    expect(checks.filter(({ result }) => result === 'fail')).toEqual([])
    expect(checks.find(({ check }) => check === 'running')?.says).toContain(`pid ${background.pid}`)
    const lost = await run(['doctor'], { GROVE_STATE: join(folder.path, 'grove.json', 'no folder') })
    expect(lost).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/fail +state folder.*is not writable\n +Make/),
    })
  })

  it('add starts one server, and scale sets the number', async () => {
    expect(await ask('add', 'table')).toMatchObject({ server: 'table-3' })
    const { servers } = await ask<{ servers: ServerSummary[] }>('scale', 'table=1')
    expect(servers.map(({ id }) => id)).toEqual(['table-1'])
  })

  it('tap sets the level', async () => {
    expect(await ask('tap', 'off')).toMatchObject({ name: 'minimal', tap: 'off' })
  })

  it('--run selects a cluster by its name or the start of its id', async () => {
    const id = background.run.slice(0, 8)
    expect(await ask('wait', '--for', 'ready', '--run', id)).toMatchObject({ name: 'minimal' })
    expect(await run(['wait', '--for', 'ready', '--run', 'chess'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'No running cluster matches "chess". Running: minimal.\n',
    })
  })

  it.each([
    [['pause', 'table-9'], /no server or server type "table-9"\. Its servers: master-1/],
    [['add', 'dealer'], /no server type "dealer"/],
    [['scale', 'dealer=2'], /dealer/],
    [['logs', '--grep', '('], /regular expression is not valid/],
    [['kill'], /needs a server/],
    [['inspect'], /needs a server/],
    [['inspect', 'table-9'], /table-9/],
    [['doctor', 'now'], /Unexpected argument/],
  ])('%j is a usage error: one sentence, exit code 2', async (args, sentence) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(sentence) })
  })

  it('down ends the cluster, its grove up, and a following logs -f', async () => {
    expect(await ask('down')).toMatchObject({ name: 'minimal', grove: { pid: background.pid, ended: true } })
    expect(await follower.finished).toMatchObject({ code: 0, stderr: '' })
    expect(await readdir(join(state, 'instances'))).toEqual([])
    expect(await ask('ps')).toEqual({ instances: [] })
    expect(await run(['stop'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('No cluster is running.'),
    })
  })
})

it('a command names a Grove of another version, leaves it alone, and exits with 4', async () => {
  const file = join(state, 'instances', `${process.pid}.json`)
  const other = { shell: 'web', startedAt: new Date().toISOString(), port: 1, token: 'x'.repeat(43) }
  await writeFile(file, JSON.stringify({ pid: process.pid, startTime: null, version: '99.1.0', ...other }))
  const { instances } = await ask<{ instances: Instance[] }>('ps')
  expect(instances).toMatchObject([{ version: '99.1.0', problem: { code: 'OTHER_VERSION' } }])
  expect(await run(['down'])).toMatchObject({ code: 4, stderr: expect.stringContaining('99.1.0') })
  await writeFile(file, '')
})
