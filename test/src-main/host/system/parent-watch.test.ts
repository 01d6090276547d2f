import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/grove.ts'

const source = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'src-main',
  'host',
  'system',
  'parent-watch.ts',
)

/** A program that says `watching`, and `orphaned` when it is one. */
async function buildWatcher(folder: string): Promise<string> {
  const outfile = join(folder, 'watcher.mjs')
  const contents = `import { watchParent } from ${JSON.stringify(source)}
    watchParent(() => { process.stdout.write('orphaned\\n'); process.exit() })
    process.stdout.write('watching\\n')
    setInterval(() => {}, 1e6)`
  await build({
    stdin: { contents, resolveDir: folder },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  return outfile
}

async function expectWord(wrapper: ChildProcess, word: string): Promise<void> {
  const [said] = (await once(wrapper.stdout ?? wrapper, 'data')) as [Buffer]
  expect(said.toString()).toBe(`${word}\n`)
}

/** Node that runs a command as package runners do; it stays for as long as the command does. */
function wrap(command: string): ChildProcess {
  const code = `require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`
  return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test.each([
  ['its direct parent', (program: string) => `exec ${program}`],
  ['the runner above a shell', (program: string) => `${program}; true`],
])('it hears when %s is killed', async (_, command) => {
  await using folder = await temporaryFolder()
  const file = await buildWatcher(folder.path)
  const wrapper = wrap(command(`'${process.execPath}' '${file}'`))
  await expectWord(wrapper, 'watching')
  wrapper.kill('SIGKILL')
  await expectWord(wrapper, 'orphaned')
})
