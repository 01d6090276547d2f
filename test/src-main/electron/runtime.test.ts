// Finding Electron's runtime: each obstacle has its sentence. The package is a folder of the test's own, its runtime
// and its installer are small scripts, and the place to fetch from is a server of the test's own.
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findElectron, launchElectron } from '../../../src-main/electron/runtime.ts'
import { downloadUrl } from '../../../src-main/electron/runtime-source.ts'

let directory: string
let mirror: Server
let address: string
let status: number
let asked: string[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'grove-electron-'))
  await writeFile(join(directory, 'package.json'), '{"version":"45.4.1"}')
  status = 200
  asked = []
  mirror = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(status).end()
  })
  await once(mirror.listen(0, '127.0.0.1'), 'listening')
  address = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/`
})

afterEach(async () => {
  mirror.close()
  await rm(directory, { recursive: true, force: true })
})

const RUNTIME = '#!/bin/sh\necho v45.4.1\n'
const env = () => ({ PATH: process.env['PATH'], DISPLAY: ':9', ELECTRON_MIRROR: address })
const find = (more: Record<string, string | undefined> = {}, args = ['.', '--no-sandbox']) =>
  findElectron({ directory, args, env: { ...env(), ...more } })

async function install(script = RUNTIME): Promise<string> {
  await mkdir(join(directory, 'dist'), { recursive: true })
  const path = join(directory, 'dist', 'electron')
  await writeFile(path, script)
  await chmod(path, 0o755)
  await writeFile(join(directory, 'path.txt'), 'electron')
  return path
}

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('an installed runtime is used without network requests', async () => {
    const path = await install()
    expect(await find()).toEqual({ path })
    expect(asked).toEqual([])
  })

  test('a missing package or display is the reason', async () => {
    expect(await findElectron({ directory: null, env: env() })).toEqual({
      reason: expect.stringMatching(/“electron” is not installed.*npm install electron@45.*Node 22\.12/),
    })
    await install()
    expect(await find({ DISPLAY: '' })).toMatchObject({ reason: expect.stringContaining('no display') })
    expect(await find({ DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' })).toHaveProperty('path')
  })

  test.runIf(process.getuid?.() === 0)('root without --no-sandbox', async () => {
    await install()
    expect(await find({}, ['.'])).toEqual({ reason: 'Electron does not run as root without --no-sandbox.' })
  })

  test('a runtime that does not start says why', async () => {
    await install('#!/bin/sh\necho "error while loading shared libraries: libnss3.so" >&2\nexit 127\n')
    expect(await find()).toMatchObject({ reason: expect.stringContaining('libnss3.so') })
  })

  test('a missing runtime is checked with one HEAD request, then installed', async () => {
    await writeFile(
      join(directory, 'install.js'),
      `const { mkdirSync, writeFileSync } = require('node:fs')
       mkdirSync(__dirname + '/dist')
       writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(RUNTIME)}, { mode: 0o755 })
       writeFileSync(__dirname + '/path.txt', 'electron')`,
    )
    expect(await find()).toEqual({ path: join(directory, 'dist', 'electron') })
    expect(asked).toEqual([`HEAD /v45.4.1/electron-v45.4.1-linux-${process.arch}.zip`])
  })

  test('a failing installer is the reason', async () => {
    await writeFile(join(directory, 'install.js'), 'process.exit(3)')
    expect(await find()).toEqual({
      reason: 'Electron’s runtime could not be installed: its installer ended with code 3.',
    })
  })

  test('the installer is not started if the download is not available', async () => {
    await writeFile(join(directory, 'install.js'), 'throw new Error("must not run")')
    status = 404
    expect(await find()).toMatchObject({ reason: expect.stringContaining('the response was 404') })
    await new Promise((resolve) => mirror.close(resolve))
    expect(await find()).toMatchObject({
      reason: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('Electron starts with arguments and environment, and never as Node', async () => {
    const path = await install('#!/bin/sh\n[ "$1 $TARGET [$ELECTRON_RUN_AS_NODE]" = "app here []" ]\n')
    process.env['ELECTRON_RUN_AS_NODE'] = '1'
    try {
      const [code] = await once(launchElectron(path, ['app'], { TARGET: 'here' }), 'exit')
      expect(code).toBe(0)
    } finally {
      delete process.env['ELECTRON_RUN_AS_NODE']
    }
  })
})

test('the download URL follows the settings of the installer', () => {
  const file = `electron-v45.4.1-${process.platform}-${process.arch}.zip`
  expect(downloadUrl(directory, {})).toBe(
    `https://github.com/electron/electron/releases/download/v45.4.1/${file}`,
  )
  expect(downloadUrl(directory, { npm_config_electron_mirror: 'https://mirror.example/electron/' })).toBe(
    `https://mirror.example/electron/v45.4.1/${file}`,
  )
  expect(
    downloadUrl(directory, {
      ELECTRON_MIRROR: 'https://m.example/',
      ELECTRON_CUSTOM_DIR: '{{ version }}',
    }),
  ).toBe(`https://m.example/45.4.1/${file}`)
})
