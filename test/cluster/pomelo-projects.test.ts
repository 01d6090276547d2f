// Unmodified Pomelo projects on the command line, with a stand-in for the framework: previewed, asked, refused.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GroveProcess, processesOf, temporaryFolder } from '../support/grove.ts'
import { makePomeloProject, server } from '../support/pomelo-project.ts'
import { until } from '../support/until.ts'

function grove(folder: string, ...args: string[]) {
  return new GroveProcess(args, { cwd: folder, env: { GROVE_STATE: join(folder, 'state') } })
}

const TYPES = {
  test: { chat: [server('chat-server-1', 6050)] },
  live: { chat: [server('chat-server-1', 6050)] },
}

test('preview lists what would run and runs nothing', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(folder.path, TYPES)
  const shown = await grove(folder.path, 'preview', '--env', 'live').finished
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/framework +Pomelo 2\.2\.7\n/)
  expect(shown.stdout).toMatch(/environment +live \(others: test\)\n/)
  expect(shown.stdout).toMatch(
    /chat +node app\.js env=live id=chat-server-1 host=127\.0\.0\.1 port=6050 serverType=chat\n/,
  )
  await expect(stat(join(folder.path, 'RAN'))).rejects.toThrow('ENOENT')
})

test('an unknown environment and a hostile configuration start nothing', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(folder.path, TYPES)
  const unknown = await grove(folder.path, 'up', '--env', 'prod').finished
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no environment "prod"; it has: test, live.'),
  })
  await makePomeloProject(folder.path, { chat: [server('../chat', 6050)] })
  const hostile = await grove(folder.path, 'up').finished
  expect(hostile).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('servers.chat.0.id must be'),
  })
  const plain = await grove(folder.path, 'up', '--env', 'x', '--sample', 'minimal').finished
  expect(plain).toMatchObject({ code: 2, stderr: 'grove up takes --env for a folder, not for a sample.\n' })
})

test('a project that ends before app.start is told with its output; nothing is left of one that was interrupted', async () => {
  await using folder = await temporaryFolder()
  await makePomeloProject(folder.path, TYPES, { 'app.js': `console.error('no database'); process.exit(3)` })
  const ended = await grove(folder.path, 'up', '--env', 'test').finished
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(
    /app\.js was run to read its configuration, but exited with code 3 before app\.start\. Its last output:\n {2}no database\n$/,
  )
  const loop = `require('fs').writeFileSync('LOOPS', ''); for (;;) {}`
  await makePomeloProject(folder.path, TYPES, { 'app.js': loop })
  const looping = grove(folder.path, 'up', '--env', 'test')
  await until('the project loops', () => stat(join(folder.path, 'LOOPS')).catch(() => false))
  looping.child.kill('SIGKILL')
  await looping.finished
  await until('nothing is left', async () => (await processesOf(join(folder.path, 'state'))).length === 0)
})
