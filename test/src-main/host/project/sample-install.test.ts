// The packages of a sample are installed as a whole or not at all. The registry is a stand-in on this machine.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { installSample } from '../../../../src-main/host/project/sample-install.ts'
import { findSample, listSamples } from '../../../../src-main/host/project/samples.ts'
import { temporaryFolder } from '../../../support/grove.ts'

afterEach(() => vi.unstubAllEnvs())

const TINY = {
  'node_modules/tiny': { resolved: 'tiny', link: true },
  tiny: { name: 'tiny', version: '1.0.0' },
}

async function makeSample(folder: string, packages: object, dependencies = { tiny: 'file:tiny' }) {
  const samples = join(folder, 'samples')
  const files = {
    'package.json': { name: 'one', title: 'One', description: 'A sample.', dependencies },
    'package-lock.json': { name: 'one', lockfileVersion: 3, packages: { '': { dependencies }, ...packages } },
    'tiny/package.json': { name: 'tiny', version: '1.0.0' },
    'node_modules/left-over/package.json': {},
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(samples, 'one', name, '..'), { recursive: true })
    await writeFile(join(samples, 'one', name), JSON.stringify(content))
  }
  vi.stubEnv('npm_config_cache', join(folder, 'cache'))
  return { samples, state: join(folder, 'state'), signal: new AbortController().signal }
}

/** A package that only a registry has. */
function remote(port: number): [packages: object, dependencies: { tiny: string }] {
  const far = { version: '1.0.0', resolved: `http://127.0.0.1:${port}/tiny.tgz`, integrity: 'sha512-AAAA' }
  return [{ 'node_modules/tiny': far }, { tiny: '1.0.0' }]
}

test('a sample is installed once, in a folder named after its content', async () => {
  await using folder = await temporaryFolder()
  const options = await makeSample(folder.path, TINY)
  const { state, samples } = options
  const described = { name: 'one', title: 'One', description: 'A sample.', packages: 1 }
  expect(await listSamples(state, samples)).toEqual([{ ...described, installed: false }])
  await installSample('one', options)
  expect(await listSamples(state, samples)).toEqual([{ ...described, installed: true }])
  const { folder: first } = await findSample('one', state, samples)
  expect((await readdir(join(first, 'node_modules'))).sort()).toEqual(['.package-lock.json', 'tiny'])
  vi.stubEnv('PATH', '')
  await installSample('one', options)
  await writeFile(join(samples, 'one', 'app.js'), '')
  expect((await findSample('one', state, samples)).isInstalled).toBe(false)
  expect(await readdir(join(state, 'samples'))).toHaveLength(1)
})

test('without npm nothing is installed, and what a killed Grove left is removed', async () => {
  await using folder = await temporaryFolder()
  const options = await makeSample(folder.path, TINY)
  const left = join(options.state, 'samples', 'one-0123456789ab.4194304.01234567.draft')
  await mkdir(left, { recursive: true })
  vi.stubEnv('PATH', folder.path)
  await expect(installSample('one', options)).rejects.toMatchObject({ code: 'NO_NPM' })
  expect(await readdir(join(options.state, 'samples'))).toEqual([])
})

test('without a network the error says so, and nothing is left', async () => {
  await using folder = await temporaryFolder()
  // Port 9 (discard) is not listened on.
  const options = await makeSample(folder.path, ...remote(9))
  await expect(installSample('one', options)).rejects.toMatchObject({
    code: 'OFFLINE',
    message: expect.stringContaining('does not reach its registry (ECONNREFUSED)') as string,
  })
  expect(await readdir(join(options.state, 'samples'))).toEqual([])
})

test('an installation that is cancelled leaves nothing', async () => {
  await using folder = await temporaryFolder()
  const controller = new AbortController()
  const registry = createServer(() => controller.abort())
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  const options = await makeSample(folder.path, ...remote((registry.address() as AddressInfo).port))
  const installing = installSample('one', { ...options, signal: controller.signal })
  await expect(installing).rejects.toMatchObject({ code: 'INSTALL_CANCELLED' })
  registry.close()
  registry.closeAllConnections()
  expect(await readdir(join(options.state, 'samples'))).toEqual([])
})

test('a lock file that npm refuses is shown with the reason of npm', async () => {
  await using folder = await temporaryFolder()
  const options = await makeSample(folder.path, TINY, { tiny: 'file:other' })
  await expect(installSample('one', options)).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
})
