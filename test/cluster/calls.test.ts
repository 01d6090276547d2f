// `grove call` on a cluster of real processes: what can be called, the answers, and why a call is not made.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallableService, CallAnswer } from '../../src-main/contract/index.ts'
import { sortByTime } from '../../src-main/timeline/index.ts'
import { grove, processesOf, temporaryFolder, type Finished } from '../support/grove.ts'
import { parseTimeline } from '../support/parse-timeline.ts'

const FILES = {
  'grove.json': JSON.stringify({
    name: 'calls',
    servers: {
      table: { count: 2 },
      player: { port: 'none' },
      echo: { command: ['node', '-e', 'setInterval(() => {}, 1e6)'] },
    },
  }),
  'servers/table/remote/dealer.ts': `import { defineService } from 'grove-cluster'
export default defineService((app) => ({
  where: () => app.id,
  deal: (cards: number, to: { name: string }) => ({ cards, to, from: app.id }),
  pass: (to: string) => app.rpc.to(to).dealer?.where?.(),
  secret: () => ({ password: 'hunter22' }),
  large: () => 'x'.repeat(600_000),
  fail: () => { throw new Error('no cards left') },
  never: () => new Promise(() => {}),
  die: () => process.exit(7),
}))
`,
}

interface Called {
  event: string
  answers: (CallAnswer & { value?: unknown })[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let state: string

const run = (...args: string[]): Promise<Finished> =>
  grove(args, { cwd: folder.path, env: { GROVE_STATE: state } })

async function call(...args: string[]): Promise<Called> {
  const { stdout, stderr } = await run('call', ...args, '--json')
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Called
}

beforeAll(async () => {
  folder = await temporaryFolder('grove-calls-')
  state = join(folder.path, 'state')
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(join(folder.path, name, '..'), { recursive: true })
    await writeFile(join(folder.path, name), text)
  }
  expect(await run('up', '-d')).toMatchObject({ code: 0 })
})

afterAll(async () => {
  await run('down')
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  await folder[Symbol.asyncDispose]()
})

describe('grove call', () => {
  it('lists what a server can call', async () => {
    const { stdout, code } = await run('call', 'player-1')
    expect(code).toBe(0)
    expect(stdout).toMatch(/TYPE +METHOD +SERVERS\ntable +dealer\.where +table-1, table-2\n/)
    const { services } = JSON.parse((await run('call', 'player-1', '--json')).stdout) as {
      services: CallableService[]
    }
    expect(services).toMatchObject([
      { serverType: 'table', service: 'dealer', servers: ['table-1', 'table-2'] },
    ])
  })

  it('calls one server, the server of a key, and all of a type', async () => {
    const one = await run('call', 'player-1', 'dealer.deal', '3', '{"name":"Li"}', '--to', 'table-2')
    expect(one).toMatchObject({ code: 0, stderr: '' })
    expect(one.stdout).toMatch(
      /^table-2 [\d.]+ (ms|µs): \{"cards":3,"to":\{"name":"Li"\},"from":"table-2"\}\n$/,
    )
    const first = await call('player-1', 'dealer.where', '--route', 'a key')
    expect(await call('player-1', 'dealer.where', '--route', 'a key')).toMatchObject({
      answers: [{ value: first.answers[0]?.value }],
    })
    const all = await call('player-1', 'dealer.where', '--all', 'table')
    expect(all.answers).toMatchObject([{ value: 'table-1' }, { value: 'table-2' }])
  })

  it.each([
    ['fail', 'RPC_FAILED', 'no cards left'],
    ['never', 'RPC_TIMEOUT', 'within 100 ms'],
    ['die', 'PEER_LOST', 'ended'],
  ])('exits with 1 when the call of %s fails with %s', async (method, code, message) => {
    const args = ['player-1', `dealer.${method}`, '--to', 'table-1', '--timeout', '100']
    const failed = await run('call', ...args, ...(method === 'die' ? ['--timeout', '5000'] : []))
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toContain(`${code}: `)
    expect(failed.stderr).toContain(message)
    if (method === 'die') expect(await run('restart', 'table-1')).toMatchObject({ code: 0 })
  })

  it('shows the beginning of an answer that is large, and its size; a secret in it is masked', async () => {
    const { answers } = await call('player-1', 'dealer.large', '--to', 'table-2')
    expect(answers).toMatchObject([{ truncated: { bytes: 600_002, isTruncated: true } }])
    const { answers: masked } = await call('player-1', 'dealer.secret', '--to', 'table-2')
    expect(masked).toMatchObject([{ value: { password: '[redacted]' } }])
  })

  it.each([
    [['player-1', 'dealer.were', '--to', 'table-1'], 'did you mean dealer.where?'],
    [['player-1', 'dealer.where'], 'choose with --to, --route or --all'],
    [['player-1', 'dealer.where', 'lobby', '--to', 'table-1'], 'Argument 1 is no JSON'],
    [['player-1', 'dealer.where', `${'['.repeat(40)}${']'.repeat(40)}`, '--to', 'table-1'], 'levels deep'],
    [['player-1', 'dealer.where', '--to', 'table-1', '--all', 'table'], 'exclude each other'],
    [['player-1', 'dealer.where', '--to', 'table-1', '--timeout', '0'], '--timeout takes milliseconds'],
    [['nobody'], 'has no server or server type "nobody"'],
    [[], 'needs a server'],
  ])('refuses %j', async (args, message) => {
    const refused = await run('call', ...args)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain(message)
  })

  it('says why a server can make no calls', async () => {
    for (const [server, message] of [
      ['master-1', 'master-1 is the master, which has no proxies'],
      ['echo-1', 'echo-1 does not run Grove’s framework'],
    ] as const) {
      const refused = await run('call', server)
      expect(refused).toMatchObject({ code: 1, stdout: '' })
      expect(refused.stderr).toContain(message)
    }
    await run('pause', 'player-1')
    expect((await run('call', 'player-1')).stderr).toContain('player-1 is paused; resume it first')
    await run('resume', 'player-1')
    await run('kill', 'table-2')
    expect((await run('call', 'table-2')).stderr).toContain('table-2 is not running')
    await run('restart', 'table-2')
  })

  it('is on the timeline: the request of the user, whose effects are the call and what it led to', async () => {
    await run('wait', '--for', 'converged')
    const { event } = await call('player-1', 'dealer.pass', '"table-2"', '--to', 'table-1')
    const { stdout: file } = await run('ps', '--json')
    const { instances } = JSON.parse(file) as { instances: { runs: { file: string }[] }[] }
    await run('down')
    const { events } = parseTimeline(await readFile(instances[0]?.runs[0]?.file ?? '', 'utf8'))
    const packets = sortByTime(events).flatMap((row) =>
      row.t === 'packet' && row.link === 'rpc' ? [row] : [],
    )
    const path: string[] = [event]
    const hops: string[] = []
    for (const { id, causes = [], calls = [], from, to, name } of packets) {
      const references = [...causes, ...calls.flatMap(({ answers }) => answers ?? [])]
      if (!references.some((reference) => path.includes(reference))) continue
      path.push(id)
      hops.push(`${from} ${name} ${to}`)
    }
    expect(events).toContainEqual(
      expect.objectContaining({
        t: 'step',
        id: event,
        step: 'callRequested',
        process: 'player-1',
        about: 'table-1',
      }),
    )
    expect(hops).toEqual([
      'player-1 rpc.call table-1',
      'table-1 rpc.call table-2',
      'table-2 rpc.answer table-1',
      'table-1 rpc.answer player-1',
    ])
  })
})
