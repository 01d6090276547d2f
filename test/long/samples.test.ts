// The samples of other frameworks, with their real packages from npm; they run where there is no network but loopback.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installSample } from '../../src-main/host/project/sample-install.ts'
import { listSamples } from '../../src-main/host/project/samples.ts'
import { grove, groveBin, temporaryFolder } from '../support/grove.ts'

const LOOPBACK_ONLY = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const command = [...LOOPBACK_ONLY, process.execPath, groveBin]
const samples = (await listSamples()).filter(({ packages }) => packages > 0).map(({ name }) => name)

test.each(samples)('the sample %s is installed, starts and converges', async (name) => {
  await using folder = await temporaryFolder()
  const env = { GROVE_STATE: folder.path }
  await installSample(name, { state: folder.path, signal: AbortSignal.timeout(120_000) })
  const up = ['up', '--sample', name, '--exit-when-ready', '--timeout', '60']
  const { code, stdout, stderr } = await grove(up, { env, command })
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(/ready in .* converged in/)
})

test('without --yes and a terminal nothing is installed; without a network the error says so', async () => {
  await using folder = await temporaryFolder()
  const env = { GROVE_STATE: folder.path, npm_config_cache: join(folder.path, 'cache') }
  const unasked = await grove(['up', '--sample', 'pinus'], { env })
  expect(unasked).toMatchObject({ code: 1, stdout: '' })
  expect(unasked.stderr).toMatch(/needs \d+ packages from npm.*\n.*--yes/)
  const offline = await grove(['up', '--sample', 'pinus', '--yes'], { env, command })
  expect(offline.code).toBe(1)
  expect(offline.stderr).toMatch(/does not reach its registry \((EAI_AGAIN|ENOTFOUND)\)/)
  expect(await readdir(join(folder.path, 'samples'))).toEqual([])
})
