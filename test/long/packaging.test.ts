// The package of the desktop program: its configuration, what is in it, its fuses, and that it runs from what is in it.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Desktop } from '../support/electron-stand-in/launch.ts'
import { processesOf, temporaryFolder } from '../support/grove.ts'
import { installBuilder, packDesktop, type PackedDesktop } from '../support/packed-desktop.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let packages: string
let packed: PackedDesktop

beforeAll(async () => {
  folder = await temporaryFolder()
  packages = await installBuilder(folder.path)
  packed = await packDesktop(folder.path, packages)
}, 300_000)
afterAll(() => folder[Symbol.asyncDispose]())

test('the configuration fits the schema of electron-builder', async () => {
  const json = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as object
  const ajv = new Ajv({ strict: false, allErrors: true })
  const validate = ajv.compile(await json(join(packages, 'app-builder-lib', 'scheme.json')))
  const config = await json('src-main/electron/builder.json')
  expect(validate(config), JSON.stringify(validate.errors)).toBe(true)
  expect(validate({ ...config, fileAssociation: [] })).toBe(false)
  expect(validate({ ...config, electronFuses: { runAsNode: 'no' } })).toBe(false)
})

test('the fuses are set as the security checklist demands', () => {
  expect(packed.fuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('the package has what Grove needs, and no sources, tests or tools', () => {
  const { files } = packed
  for (const file of [
    '/out/main/electron.js',
    '/out/preload/preload.cjs',
    '/out/renderer/index.html',
    '/LICENSE',
  ])
    expect(files).toContain(file)
  const wrong = files.filter((file) =>
    /^\/(test|docs|src-renderer|core)\b|\/node_modules\/(electron|vite|svelte|typescript)\b|\.env$|\.map$/.test(
      file,
    ),
  )
  expect(wrong).toEqual([])
  const resources = join(packed.main, '..', '..', '..', '..', 'app.asar.unpacked')
  for (const file of ['out/core/run.cjs', 'out/main/compile-file.js', 'node_modules/esbuild/package.json'])
    expect(existsSync(join(resources, file)), file).toBe(true)
  expect(existsSync(join(resources, 'out', 'main', 'electron.js'))).toBe(false)
})

test('the package runs a cluster and makes a picture, and no other program reads its archive', async () => {
  const desktop = await Desktop.launch(packed.main, {
    args: ['--sample', 'chat'],
    env: { GROVE_STATE: join(folder.path, 'state'), STAND_IN_APP_DATA: folder.path, STAND_IN_PACKAGED: '1' },
  })
  try {
    const verdict = desktop.page.getByRole('group', { name: 'Verdict' })
    await verdict.getByText('all 6 servers know each other').waitFor({ timeout: 60_000 })
    const servers = await processesOf(`GROVE_STATE=${join(folder.path, 'state')}`)
    const commands = await Promise.all(servers.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')))
    expect(commands.filter((command) => command.includes('app.asar.unpacked')).length).toBeGreaterThanOrEqual(
      6,
    )
    // The desktop program itself runs from the archive.
    const readers = commands.filter((command) => /app\.asar\//.test(command))
    expect(readers.filter((command) => !command.includes('process.mjs'))).toEqual([])
    await desktop.page.getByTestId('export').click()
    const [saved] = await Promise.all([
      desktop.page.waitForEvent('download'),
      desktop.page.getByTestId('command-export.png').click(),
    ])
    const picture = await readFile(await saved.path())
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    expect((await desktop.request<{ protocols: string[] }>({ ask: 'observed' })).protocols).toEqual(['grove'])
  } finally {
    expect(await desktop.close(), desktop.output).toBe(0)
  }
})
