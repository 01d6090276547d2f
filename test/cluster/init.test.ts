// `grove init` as a process: a new project, and an imported Pomelo project.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GroveProcess, temporaryFolder } from '../support/grove.ts'
import { makePomeloProject, server } from '../support/pomelo-project.ts'

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

test('init --import writes a plan that runs a Pomelo project as it is, once', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(join(folder.path, 'lord', 'game-server'), {
    chat: [server('chat-server-1', 6050, { cpu: 1 })],
  })
  const told = await grove(folder.path, 'init', 'lord', '--import')
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('servers.chat has cpu') })
  const plan = await readFile(join(folder.path, 'lord', 'game-server', 'grove.json'), 'utf8')
  expect(JSON.parse(plan)).toEqual({ name: 'lord', pomelo: {}, servers: {} })
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
