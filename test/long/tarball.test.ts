// The packed package, used the way a user gets it: from its tarball, in an empty folder, with an empty npm cache.
import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { grove, processesOf, temporaryFolder } from '../support/grove.ts'

const run = promisify(execFile)
const tsc = resolve('node_modules/typescript/bin/tsc')

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let tarball: string
beforeAll(async () => {
  folder = await temporaryFolder()
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder.path])
  const [name = ''] = await readdir(folder.path)
  tarball = join(folder.path, name)
})
afterAll(() => folder[Symbol.asyncDispose]())

async function emptyFolder(name: string): Promise<string> {
  const path = join(folder.path, name)
  await mkdir(path)
  return path
}

it.each(['grove', 'grove-cluster'])(
  'npx %s up --sample chat works in an empty folder with production dependencies only',
  async (bin) => {
    const cwd = await emptyFolder(bin)
    const state = join(folder.path, `${bin}-state`)
    const cache = join(folder.path, `${bin}-cache`)
    const command = ['npx', '--yes', `--package=file:${tarball}`, bin]
    const env = { GROVE_STATE: state, npm_config_cache: cache }
    const result = await grove(['up', '--sample', 'chat', '--json', '--exit-when-ready'], {
      cwd,
      env,
      command,
    })
    expect(result.stderr).not.toMatch(/error/i)
    expect(result.code).toBe(0)
    expect(JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      converged: true,
      servers: 6,
    })
    expect(await processesOf(`GROVE_STATE=${state}`)).toEqual([])
    expect(await readdir(cwd), 'files left in the folder').toEqual([])
    const [install = ''] = await readdir(join(cache, '_npx'))
    const installed = await readdir(join(cache, '_npx', install, 'node_modules'))
    expect(installed).toContain('esbuild')
    for (const name of ['electron', 'vite', 'svelte', 'typescript']) expect(installed).not.toContain(name)
  },
)

it('publint and attw find nothing wrong with the package and its types', async () => {
  for (const tool of ['publint', 'attw']) {
    await expect(run('npm', ['run', '--silent', tool, '--', tarball])).resolves.toBeDefined()
  }
})

it.each(['nodenext', 'bundler'])('its types resolve under moduleResolution %s', async (moduleResolution) => {
  const project = await emptyFolder(moduleResolution)
  const files = {
    'package.json': '{ "type": "module", "private": true }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        noEmit: true,
        strict: true,
        target: 'es2023',
        module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
        moduleResolution,
        types: ['node'],
      },
      files: ['use.ts'],
    }),
    'use.ts': `import { defineService, startMaster, type App } from 'grove-cluster'
export default defineService((app: App) => ({ say: (text: string) => app.id + text }))
// @ts-expect-error a token is a string
void startMaster({ token: 5 })
`,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text)
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: project })
  await expect(run(process.execPath, [tsc, '--project', '.'], { cwd: project })).resolves.toBeDefined()
})
