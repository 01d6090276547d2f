// The tests with real clusters and those of the command line, on the other supported versions of Node.
import { execFile } from 'node:child_process'
import { delimiter, dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { OTHER_MAJORS, otherNode } from '../support/other-nodes.ts'

const vitest = resolve('node_modules/vitest/vitest.mjs')
const tests = [
  'run',
  '--project',
  'cluster',
  '--project',
  'unit',
  'test/cluster',
  'test/src-main/cli',
  '--reporter',
  'dot',
]

it.each(OTHER_MAJORS)(
  'the cluster tests and the command tests pass on Node %i',
  async (major) => {
    const node = await otherNode(major)
    const env: NodeJS.ProcessEnv = { PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` }
    // The variables of the Vitest that runs this test would change the one that it starts.
    for (const [name, value] of Object.entries(process.env)) {
      if (name !== 'PATH' && !/^(VITEST|NODE_ENV$|TEST$|MODE$|PROD$|DEV$|SSR$|BASE_URL$|TINYPOOL)/.test(name))
        env[name] = value
    }
    const run = promisify(execFile)(node, [vitest, ...tests], { env, maxBuffer: 64 * 1024 * 1024 })
    const { stdout } = await run.catch((error: { stdout: string }) => error)
    expect(stdout).toMatch(/Tests\s.*\d+ passed/)
    expect(stdout).not.toMatch(/failed/i)
  },
  600_000,
)
