// A project whose packages lie in the archives of Yarn's Plug'n'Play starts without yarn.
import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { grove, temporaryFolder } from '../support/grove.ts'

const run = promisify(execFile)
const YARN = '@yarnpkg/cli-dist@4.18.1'

it('packages are loaded from archives', { timeout: 180_000 }, async () => {
  await using folder = await temporaryFolder('grove-pnp-')
  const tools = join(folder.path, 'tools')
  const project = join(folder.path, 'project')
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'project', type: 'module', dependencies: { ms: '2.1.3' } }),
    // Where CI is set, yarn would refuse to write its lock file.
    '.yarnrc.yml': `nodeLinker: pnp
enableTelemetry: false
enableGlobalCache: false
enableImmutableInstalls: false
`,
    'yarn.lock': '',
    'grove.json': JSON.stringify({ name: 'project', servers: { a: {} } }),
    'servers/a/remote/s.ts': `import ms from 'ms'
      console.log('packages', ms('1s'), (await import('m' + 's')).default('2s'))
      export default () => ({})`,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, name)), { recursive: true })
    await writeFile(join(project, name), text)
  }
  await mkdir(tools)
  await run('npm', ['install', '--prefix', tools, '--no-save', '--no-fund', '--no-audit', YARN], {
    cwd: tools,
  })
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry'], { cwd: tools })
  await run(process.execPath, [join(tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), 'install'], {
    cwd: project,
    env: { ...process.env, YARN_NPM_REGISTRY_SERVER: registry.trim() },
  })

  const state = join(folder.path, 'state')
  const { code, stderr } = await grove(['up', project, '--exit-when-ready', '--timeout', '20'], {
    cwd: folder.path,
    env: { GROVE_STATE: state },
  })
  expect(code, stderr).toBe(0)
  const [started = ''] = await readdir(join(state, 'runs'))
  expect(await readFile(join(state, 'runs', started, 'logs', 'a-1.log'), 'utf8')).toContain(
    'packages 1000 2000',
  )
})
