// A launcher with few file descriptors: its cluster outlives servers that cannot be spawned, and strangers' sockets.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectInstance, findInstances } from '../../src-main/control/index.ts'
import { grove, groveBin, GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { writeMinimalProject } from '../support/minimal-project.ts'
import { until } from '../support/until.ts'

/** Runs Grove with this hard limit of descriptors, which its servers get too. */
function withDescriptors(limit: number): string[] {
  return ['bash', '-c', `ulimit -n ${limit}; exec "$@"`, 'bash', process.execPath, groveBin]
}

test('with 64 descriptors, a scale to 60 fails the servers beyond, and every command works', async () => {
  await using folder = await temporaryFolder()
  await writeMinimalProject(folder.path)
  const env = { GROVE_STATE: join(folder.path, 'state') }
  const up = new GroveProcess(['up', folder.path], { env, command: withDescriptors(64) })
  await up.waitForOutput('converged')
  const scaled = await grove(['scale', 'table=60'], { env })
  expect(scaled).toMatchObject({ code: 1, stdout: '' })
  expect(scaled.stderr).toMatch(
    /^table-\d+ could not be started: Grove has too many files open\. Raise the limit \(`ulimit -n`\)/,
  )
  expect(await statuses(env, 'table-1')).toBe('ready')
  expect(await statuses(env, 'table-60')).toBe('failed')
  expect(await grove(['scale', 'table=2'], { env })).toMatchObject({ code: 0 })
  expect(await grove(['restart', 'table-1'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(await grove(['wait', '--for', 'converged'], { env })).toMatchObject({ code: 0 })
  expect(await grove(['down'], { env })).toMatchObject({ code: 0 })
  expect(await up.finished).toMatchObject({ code: 0 })
  expect(await processesOf(`GROVE_STATE=${env.GROVE_STATE}`)).toEqual([])
})

async function statuses(env: Record<string, string>, id: string): Promise<string | undefined> {
  const { instances } = JSON.parse((await grove(['ps', '--json'], { env })).stdout) as {
    instances: { runs: { servers: { id: string; status: string }[] }[] }[]
  }
  return instances[0]?.runs[0]?.servers.find((server) => server.id === id)?.status
}

test('with 1,024 descriptors, 3,000 sockets of strangers at both ports cost the launcher nothing', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const env = { GROVE_STATE: state }
  const ui = new GroveProcess(['ui', '--web', '--no-open'], { env, command: withDescriptors(1_024) })
  const address = /http:\/\/[^:/]+:(\d+)/
  await ui.waitForOutput(address)
  const page = Number(address.exec(ui.stderr)?.[1])
  const instance = await until('it is announced', async () => (await findInstances(state))[0])
  const { api, close } = await connectInstance(instance)
  const { run } = await api.start({ kind: 'sample', name: 'minimal' }, {})
  expect(await api.waitFor(run, 'converged', 20_000)).toMatchObject({ satisfied: true })
  const pids = async () => (await api.runs())[0]?.servers.map(({ pid }) => pid)
  const before = await pids()

  const strangers: Socket[] = []
  try {
    for (let n = 0; n < 1_500; n += 1) {
      for (const port of [page, instance.port]) {
        const stranger = connect(port, '127.0.0.1').on('error', () => {})
        strangers.push(stranger)
        await Promise.race([once(stranger, 'connect'), once(stranger, 'close')])
      }
    }
    expect(await grove(['add', 'greeter'], { env })).toMatchObject({ code: 0, stdout: 'greeter-3 started\n' })
    expect(await grove(['wait', '--for', 'converged'], { env })).toMatchObject({ code: 0 })
    expect((await pids())?.slice(0, before?.length)).toEqual(before)
    expect((await fetch(`http://127.0.0.1:${page}/`)).status, 'an answer at all').toBeGreaterThan(0)
  } finally {
    for (const stranger of strangers) stranger.destroy()
  }
  close()
  ui.child.kill('SIGINT')
  expect(await ui.finished).toMatchObject({ code: 130 })
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
})
