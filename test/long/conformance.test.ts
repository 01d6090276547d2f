// Runs the conformance suite against Grove's own master as a separate process.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runSuite, type Row } from '../conformance/suite.ts'
import { table } from '../conformance/table.ts'
import { grove, type Finished } from '../support/grove.ts'

const token = 'a-token-for-the-suite'
const run = join(import.meta.dirname, '..', 'support', 'run.mjs')
const program = join(import.meta.dirname, '..', 'fixtures', 'processes', 'master.mjs')

interface RunningMaster extends AsyncDisposable {
  url: string
}

async function startMaster(...expected: string[]): Promise<RunningMaster> {
  const env = { ...process.env, GROVE_TOKEN: token }
  const child = spawn(process.execPath, [program, ...expected], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return { url: text.toString().trim(), [Symbol.asyncDispose]: stop }
}

async function conform({ url }: RunningMaster): Promise<Row[]> {
  const { hostname, port } = new URL(url)
  return runSuite({ url, host: hostname, port: Number(port) }, token)
}

const namesOf = (rows: Row[], outcome: Row['outcome']): string[] =>
  rows.filter((row) => row.outcome === outcome).map(({ name }) => name)

// Concurrent, because the suite mostly waits for timeouts of the master.
describe.concurrent("Grove's master conforms to PROTOCOL.md", () => {
  it('passes every test if it expects two servers', async () => {
    await using master = await startMaster('expected-1', 'expected-2')
    const rows = await conform(master)
    expect(namesOf(rows, 'failed'), table(rows)).toEqual([])
    expect(namesOf(rows, 'not applicable'), table(rows)).toEqual([])
    expect(new Set(rows.map(({ section }) => section))).toEqual(
      new Set(['§2', '§2.1', '§3', '§4.1', '§4.2', '§4.3', '§5', '§6', '§7', '§9']),
    )
  })

  it('skips only the startOver tests if it expects no server', async () => {
    await using master = await startMaster()
    const rows = await conform(master)
    expect(namesOf(rows, 'failed'), table(rows)).toEqual([])
    expect(namesOf(rows, 'not applicable'), table(rows)).toEqual([expect.stringContaining('startOver')])
  })
})

describe.concurrent('npm run conformance', () => {
  const conformance = (...args: string[]): Promise<Finished> =>
    grove(['conformance', ...args], { command: [process.execPath, run] })

  it('prints expected and actual behaviour for another program, and exits with 1', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { code, stdout } = await conformance('--master', `http://127.0.0.1:${port}`, '--token', token)
    server.close()
    expect(stdout).toMatch(/^§2 .* an HTTP request other than an upgrade is answered with 404 .* failed$/m)
    expect(stdout).toMatch(/^ +expected status: 404$/m)
    expect(stdout).toMatch(/^ +seen +200$/m)
    expect(code).toBe(1)
  })

  it('reports a wrong token, and exits with 2', async () => {
    await using master = await startMaster()
    const { url } = master
    const { code, stdout, stderr } = await conformance('--master', url, '--token', 'a guess')
    expect(stderr).toBe(`The master at ${url} does not know this token.\n`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it.each([
    [[], '--master'],
    [['--master', 'here', '--token', 't'], 'here'],
    [['--master', 'http://127.0.0.1:1', '--token', 't'], 'Nothing listens'],
    [['--mister', 'x'], '--mister'],
  ])('%j prints one sentence and exits with 2', async (args, mention) => {
    const { code, stdout, stderr } = await conformance(...args)
    expect(stderr).toContain(mention)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})
