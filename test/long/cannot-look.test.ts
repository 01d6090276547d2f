// What cannot be read is never reported as "nothing": a sentence, and an exit code that is not 0.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { grove, groveBin, GroveProcess, temporaryFolder, type Finished } from '../support/grove.ts'
import { writeMinimalProject } from '../support/minimal-project.ts'

/** Root may read everything, so commands run as another user. */
const AS_USER =
  process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : []
const command = [...AS_USER, process.execPath, groveBin]

function expectSentence({ code, stdout, stderr }: Finished, sentence: RegExp): void {
  expect(code).toBeGreaterThan(0)
  expect(stdout + stderr).toMatch(sentence)
  expect(stdout + stderr).not.toMatch(/^ +at |No cluster is running|No recorded runs/m)
}

it('a state folder that this user may not read is an error of every command', async () => {
  await using folder = await temporaryFolder()
  await writeMinimalProject(folder.path)
  const state = join(folder.path, 'state')
  await mkdir(state, { mode: 0 })
  await chmod(folder.path, 0o755)
  const commands = [
    ['ps'],
    ['ps', '--json'],
    ['history'],
    ['down'],
    ['logs'],
    ['doctor'],
    ['up', folder.path],
  ]
  const results = await Promise.all(
    commands.map((args) => grove(args, { command, env: { GROVE_STATE: state } })),
  )
  for (const result of results) expectSentence(result, /cannot be read: you may not read it/)
  await chmod(state, 0o755)
})

it('single files that this user may not read are named, and the rest is shown', async () => {
  await using folder = await temporaryFolder()
  const state = join(folder.path, 'state')
  const run = join(state, 'runs', '2026-01-02T03-04-05-678Z-0123abcd')
  for (const path of [run, join(state, 'instances')]) await mkdir(path, { recursive: true })
  for (const file of [
    join(run, 'run.json'),
    join(run, 'processes.json'),
    join(state, 'instances', '1.json'),
  ]) {
    await writeFile(file, '{}', { mode: 0 })
  }
  for (const path of [folder.path, state, join(state, 'runs'), join(state, 'instances'), run])
    await chmod(path, 0o755)
  const [ps, history, doctor] = await Promise.all(
    ['ps', 'history', 'doctor'].map((name) => grove([name], { command, env: { GROVE_STATE: state } })),
  )
  expectSentence(ps!, /instances\/1\.json cannot be read: you may not read it/)
  expectSentence(history!, /0123abcd {2}unreadable, 0 events/)
  expectSentence(doctor!, /fail {2}orphans .*processes\.json cannot be read/)
})

it('a command in a folder that was deleted says so', async () => {
  await using folder = await temporaryFolder()
  const gone = join(folder.path, 'gone')
  await mkdir(gone)
  const inDeleted = [
    'bash',
    '-c',
    `cd ${gone} && rmdir ${gone} && exec "$@"`,
    'bash',
    process.execPath,
    groveBin,
  ]
  const env = { GROVE_STATE: join(folder.path, 'state') }
  expectSentence(
    await grove(['up'], { command: inDeleted, env }),
    /^The current folder does not exist any more\.\n/,
  )
})

it('a suspended launcher is named with the way to go on', async () => {
  await using folder = await temporaryFolder()
  await writeMinimalProject(folder.path)
  const env = { GROVE_STATE: join(folder.path, 'state') }
  const up = new GroveProcess(['up', folder.path], { env })
  await up.waitForOutput('converged')
  const { pid } = up.child
  up.child.kill('SIGSTOP')
  const results = await Promise.all(
    ['ps', 'down', 'logs', 'wait'].map((name) =>
      grove(name === 'wait' ? ['wait', '--for', 'ready'] : [name], { env }),
    ),
  )
  for (const result of results)
    expectSentence(
      result,
      new RegExp(`Grove \\(pid ${pid}\\) is suspended\\.\\s+Continue it with kill -CONT ${pid}`),
    )
  up.child.kill('SIGCONT')
  expect(await grove(['down'], { env })).toMatchObject({ code: 0 })
  expect(await up.finished).toMatchObject({ code: 0 })
})

it('the logs of a cluster whose folder was deleted are still shown', async () => {
  await using folder = await temporaryFolder()
  const project = join(folder.path, 'project')
  await mkdir(project)
  await writeMinimalProject(project)
  const env = { GROVE_STATE: join(folder.path, 'state') }
  const up = new GroveProcess(['up'], { cwd: project, env })
  await up.waitForOutput('converged in')
  await rm(project, { recursive: true })
  const logs = await grove(['logs', '-n', '3'], { env })
  expect(logs).toMatchObject({ code: 0, stderr: '' })
  await grove(['down'], { env })
  expect((await up.finished).stderr).not.toContain('    at ')
})
