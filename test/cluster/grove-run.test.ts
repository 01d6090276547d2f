// `grove run`: starts a cluster for a command and exits with the command's code.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeMinimalProject } from '../support/minimal-project.ts'
import { grove, groveBin, processesOf, temporaryFolder, type Finished } from '../support/grove.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let state: string

const run = (args: string[]): Promise<Finished> =>
  grove(args, { cwd: folder.path, env: { GROVE_STATE: state } })

beforeAll(async () => {
  folder = await temporaryFolder('grove-run-')
  state = join(folder.path, 'state')
  await writeMinimalProject(folder.path)
})

afterAll(() => folder[Symbol.asyncDispose]())

describe('grove run', () => {
  const report = `
    const { execFileSync } = require('node:child_process')
    const grove = (...args) => execFileSync(process.execPath, [${JSON.stringify(groveBin)}, ...args], { encoding: 'utf8' })
    const { GROVE_TABLE_1_PORT, GROVE_PLAYER_1_PORT, GROVE_MASTER_URL, GROVE_SERVERS } = process.env
    const waited = grove('wait', '--for', 'converged')
    console.log(JSON.stringify({ GROVE_TABLE_1_PORT, GROVE_PLAYER_1_PORT, GROVE_MASTER_URL, GROVE_SERVERS, waited }))
    process.exitCode = 7`

  it('runs the command against a converged cluster, and exits with its code', async () => {
    const { code, stdout, stderr } = await run([
      'run',
      '--servers',
      'table=1',
      '--',
      process.execPath,
      '-e',
      report,
    ])
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' })
    const told = JSON.parse(stdout) as Record<string, string>
    const servers = JSON.parse(told['GROVE_SERVERS'] ?? '[]') as { id: string; port: number | null }[]
    expect(servers.map(({ id }) => id)).toEqual(['master-1', 'table-1', 'player-1'])
    expect(told['GROVE_TABLE_1_PORT']).toBe(String(servers[1]?.port))
    expect(told['GROVE_MASTER_URL']).toBe(`http://127.0.0.1:${servers[0]?.port}`)
    expect(told['GROVE_PLAYER_1_PORT']).toBeUndefined()
    expect(told['waited']).toBe('minimal has converged\n')
    expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  })

  it.each([
    [
      'exits with 143 if SIGTERM ends the command',
      ['--', process.execPath, '-e', 'process.kill(process.pid, "SIGTERM")'],
      143,
    ],
    ['exits with 127 if there is no such command', ['--', 'no-such-command'], 127],
    [
      'exits with 125 if the cluster does not converge',
      ['--timeout', '0.001', '--', process.execPath, '-e', ''],
      125,
    ],
  ])('%s', async (_, args, code) => {
    expect(await run(['run', '--servers', 'table=1,player=0', ...args])).toMatchObject({ code, stdout: '' })
    expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
  })
})
