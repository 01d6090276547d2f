// Unmodified Pomelo projects, with the real packages: 2.2.7, and 0.8.0 on the oldest Node that adapters support.
import { cp, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'vitest'
import { otherNode } from '../support/other-nodes.ts'
import { expectWholeLife } from '../support/pomelo-cluster.ts'

const sample = resolve('src-main/samples/pomelo')

/** Faults of Pomelo: its master answers `reconnect` with one request twice, and records lose their pid. */
const FAULTS = ['records-name-process', 'request-answered-once']

test('Pomelo 2.2.7', { timeout: 240_000 }, () =>
  expectWholeLife({ source: sample, gatePort: 23114, start: [process.execPath, 'app.js'] }, FAULTS),
)

test('Pomelo 0.8.0 on Node 12.20', { timeout: 240_000 }, async () => {
  const node = await otherNode('12.20.0')
  const shim = './on-newer-node.cjs'
  await expectWholeLife(
    {
      source: resolve('test/fixtures/projects/pomelo-0.8'),
      gatePort: 23114,
      node,
      start: ['env', `NODE_OPTIONS=--require ${shim}`, node, 'app.js'],
      // The code is that of the sample.
      prepare: async (directory) => {
        for (const name of await readdir(sample)) {
          if (!name.startsWith('package'))
            await cp(join(sample, name), join(directory, name), { recursive: true })
        }
      },
    },
    [],
  )
})
