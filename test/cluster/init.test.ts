// `grove init` as a process: a new project, and an imported Pomelo project.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'

function grove(folder: string, ...args: string[]) {
  const env = { GROVE_STATE: join(folder, 'state') }
  return new GroveProcess(args, { cwd: folder, env }).finished
}

test('init creates a project, named after its folder, that starts', async () => {
  await using folder = await temporaryFolder()
  const made = await grove(folder.path, 'init', 'Greetings', '--json')
  const { directory } = JSON.parse(made.stdout) as { directory: string }
  expect({ code: made.code, directory }).toEqual({ code: 0, directory: join(folder.path, 'Greetings') })
  const up = await grove(folder.path, 'up', 'Greetings', '--json', '--exit-when-ready')
  expect(up.code, up.stderr).toBe(0)
  const [header = '', ...lines] = up.stdout.trim().split('\n')
  expect(JSON.parse(header)).toMatchObject({ plan: { name: 'greetings' } })
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ t: 'footer', exit: 0 })
})

test('init --import writes a plan for a Pomelo project once', async () => {
  await using folder = await temporaryFolder()
  const config = join(folder.path, 'lord', 'game-server', 'config')
  await mkdir(config, { recursive: true })
  const chat = [{ id: 'chat-server-1', host: '127.0.0.1', port: 6050 }]
  await writeFile(join(config, 'servers.json'), JSON.stringify({ development: { chat } }))
  const before = await grove(folder.path, 'up', 'lord')
  expect(before).toMatchObject({ code: 2, stderr: expect.stringContaining('grove init --import') })
  const told = await grove(folder.path, 'init', 'lord', '--import')
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('here they are chat-1') })
  const up = await grove(folder.path, 'up', 'lord/game-server', '--exit-when-ready')
  expect(up).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/converged in .*, but none of the project's code runs/),
    stderr: expect.stringContaining("None of the project's code runs: the servers are empty."),
  })
  const timeline = /Timeline of this run: (.*)/.exec(up.stderr)?.[1] ?? ''
  expect(await grove(folder.path, 'check', timeline)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('no-project-code  at'),
  })
  const again = await grove(folder.path, 'init', 'lord', '--import')
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') })
})

test('a usage error prints one sentence', async () => {
  await using folder = await temporaryFolder()
  const both = await grove(folder.path, 'init', '--import', '--template', 'chat')
  expect(both).toMatchObject({ code: 2, stderr: 'grove init takes --template or --import, not both.\n' })
  const unknown = await grove(folder.path, 'init', 'new', '--template', 'chess')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('there are: chat, minimal') })
})
