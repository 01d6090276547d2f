// Signals to `grove up` and to npx in front of it; orphans.test.ts covers a launcher that dies.
import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { grove, groveBin, GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { until } from '../support/until.ts'

const folders: AsyncDisposable[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder[Symbol.asyncDispose]()
})

interface Started {
  process: GroveProcess
  mark: string
  left: () => Promise<number[]>
}

/** A sample cluster that is ready, started by the given command. */
async function started(command: string[], args = ['up', '--sample', 'chat']): Promise<Started> {
  const folder = await temporaryFolder()
  folders.push(folder)
  const state = join(folder.path, 'state')
  const process = new GroveProcess(args, { command, env: { GROVE_STATE: state } })
  await process.waitForOutput('converged')
  const mark = `GROVE_STATE=${state}`
  expect((await processesOf(mark)).length).toBeGreaterThanOrEqual(8)
  return { process, mark, left: () => processesOf(mark) }
}

const node = [process.execPath, groveBin]
const npx = ['npx', 'grove']

describe('grove up', () => {
  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['TERM', 'SIGTERM', 143],
  ] as const)('%s (%s) stops everything gracefully and exits with %i', async (_, signal, code) => {
    const { process, left } = await started(node)
    process.child.kill(signal)
    expect(await process.finished).toMatchObject({ code })
    expect(await left()).toEqual([])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'a second %s ends a start that is still being prepared',
    async (signal) => {
      const folder = await temporaryFolder()
      folders.push(folder)
      const slowNode = join(folder.path, 'slow-node')
      await writeFile(slowNode, '#!/bin/sh\n: > "$0.asked"\nexec sleep 8\n', { mode: 0o700 })
      const env = { GROVE_STATE: join(folder.path, 'state'), GROVE_NODE: slowNode }
      const process = new GroveProcess(['up', '--sample', 'chat'], { env })
      await until('Grove asks for the version', () => existsSync(`${slowNode}.asked`))
      process.child.kill(signal)
      const repeat = setInterval(() => process.child.kill(signal), 500)
      const ended = await process.finished.finally(() => clearInterval(repeat))
      // A shell reports 130 or 143.
      expect(ended).toMatchObject({ signal, stdout: '', stderr: '' })
      expect(await readdir(env.GROVE_STATE)).not.toContain('runs')
    },
  )

  it.each(['SIGKILL', 'SIGTERM'] as const)('%s to npx leaves no process', async (signal) => {
    const { process, left } = await started(npx)
    process.child.kill(signal)
    await until('every process is gone', async () => (await left()).length === 0, { within: 8_000 })
  })

  it('npx grove up --json --exit-when-ready prints only the timeline', async () => {
    const folder = await temporaryFolder()
    folders.push(folder)
    const state = join(folder.path, 'state')
    const result = await grove(['up', '--sample', 'chat', '--json', '--exit-when-ready'], {
      command: npx,
      env: { GROVE_STATE: state, GROVE_TOKEN: 'a-token-that-must-not-be-seen' },
    })
    expect(result.code).toBe(0)
    const lines = result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: string; event?: string; process?: string })
    expect(lines[0]).toMatchObject({ t: 'header', v: 1 })
    expect(lines.at(-1)).toMatchObject({
      t: 'footer',
      ready: true,
      converged: true,
      servers: 6,
      dropped: 0,
      exit: 0,
    })
    const spawned = lines.filter(({ t, event }) => t === 'process' && event === 'spawned')
    expect(spawned).toHaveLength(7)
    expect(result.stdout + result.stderr).not.toContain('a-token-that-must-not-be-seen')
    expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  })
})
