// The packed package, as a stranger has it: installed from its tarball into an empty folder.
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { grove, processesOf, temporaryFolder } from '../support/grove.ts'

const run = promisify(execFile)

it('npx grove works from the tarball in an empty folder', async () => {
  await using folder = await temporaryFolder()
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder.path])
  const [tarball = ''] = await readdir(folder.path)
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefix', folder.path, join(folder.path, tarball)],
    { cwd: folder.path },
  )
  const state = join(folder.path, 'state')
  const options = { cwd: folder.path, env: { GROVE_STATE: state }, command: ['npx', 'grove'] }
  const help = await grove(['--version'], options)
  expect(help.stdout).toMatch(/\d+\.\d+\.\d+/)
  const result = await grove(['up', '--sample', 'chat', '--json', '--exit-when-ready'], options)
  expect(result.stderr).not.toMatch(/error/i)
  expect(result.code).toBe(0)
  expect(JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    converged: true,
    servers: 6,
  })
  expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
})
