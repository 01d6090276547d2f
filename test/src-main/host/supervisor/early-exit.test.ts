import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitProblem } from '../../../../src-main/host/supervisor/early-exit.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function problemOf(log: string) {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'a-1.log')
  await writeFile(file, log)
  const exit = { code: 1, signal: null }
  return await exitProblem('a-1', exit, {
    failure: null,
    wasReady: false,
    isResource: false,
    log: file,
    crashes: null,
  })
}

test('the message of an uncaught error is shown, not the end of its stack', async () => {
  const stack = Array.from({ length: 12 }, (_, n) => `    at load (node:internal/x:${n})`).join('\n')
  const log = `node:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n\nError: Cannot find module './rel.cjs'\nRequire stack:\n- internal/preload\n${stack} {\n  code: 'MODULE_NOT_FOUND'\n}\n\nNode.js v20.20.2\n`
  const problem = await problemOf(log)
  expect(problem?.message).toBe(
    "a-1 exited with code 1 before it was ready. Its last lines:\nError: Cannot find module './rel.cjs'\nRequire stack:\n- internal/preload",
  )
  expect(problem?.hint).toMatch(/^Relative paths in NODE_OPTIONS and nodeArgs start at the project folder\./)
})

test('otherwise the last lines are shown', async () => {
  const problem = await problemOf('one\n\ntwo\nError: no stack\nthree\n')
  expect(problem?.message).toBe(
    'a-1 exited with code 1 before it was ready. Its last lines:\none\ntwo\nError: no stack\nthree',
  )
  expect((await problemOf(`node: --bogus is not allowed in NODE_OPTIONS\n`))?.message).toContain('--bogus')
  expect((await problemOf('Node.js v20.20.2\n'))?.message).toContain('Node.js v20.20.2')
})
