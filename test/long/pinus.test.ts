// Unmodified Pinus 1.7.4 projects, with the real packages: JavaScript, TypeScript that is compiled, and ts-node.
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { CLIENT, expectWholeLife } from '../support/pomelo-cluster.ts'

/** Faults of Pinus: its master answers `reconnect` with one request twice, and records lose their pid. */
const FAULTS = ['records-name-process', 'request-answered-once']

const typescript = {
  source: resolve('test/fixtures/projects/pinus-typescript'),
  directory: 'game-server',
  gatePort: 23314,
}

test('Pinus 1.7.4 in JavaScript', { timeout: 240_000 }, () =>
  expectWholeLife(
    { source: resolve('src-main/samples/pinus'), gatePort: 23214, start: [process.execPath, 'app.js'] },
    FAULTS,
  ),
)

test('Pinus 1.7.4 in TypeScript, compiled to dist', { timeout: 240_000 }, () =>
  expectWholeLife(
    {
      ...typescript,
      start: [process.execPath, 'dist/app.js'],
      prepare: async (directory) => {
        await cp(CLIENT, join(directory, 'client.js'))
        // Pinus publishes sources with errors for the compiler, which writes its output all the same.
        await promisify(execFile)('npx', ['tsc'], { cwd: directory }).catch(() => undefined)
      },
    },
    FAULTS,
  ),
)

test('Pinus 1.7.4 in TypeScript, with ts-node', { timeout: 240_000 }, () =>
  expectWholeLife(
    {
      ...typescript,
      // Its master starts the servers without ts-node.
      start: ['env', 'NODE_OPTIONS=--require ts-node/register', process.execPath, 'app.ts'],
      prepare: (directory) => cp(CLIENT, join(directory, 'client.js')),
    },
    FAULTS,
  ),
)
