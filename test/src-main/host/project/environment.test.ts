import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHost } from '../../../../src-main/host/host.ts'
import { readEnvironment } from '../../../../src-main/host/project/environment.ts'
import { loadPlan } from '../../../../src-main/host/project/plan-file.ts'
import { prepareFakeCluster } from '../../../support/fake-cluster.ts'
import { temporaryFolder } from '../../../support/grove.ts'
import { until } from '../../../support/until.ts'

test('.env may have quotes, comments and values of several lines, or be missing', async () => {
  await using folder = await temporaryFolder()
  expect(await readEnvironment(folder.path)).toEqual({})
  const text = `\uFEFF# a comment\r\nPLAIN=a b # said\r\n\r\nexport QUOTED='it # is'\nEMPTY=\nKEY="one\ntwo=2\nthree"\n  D.E-F = \`x\``
  await writeFile(join(folder.path, '.env'), text)
  expect(await readEnvironment(folder.path)).toMatchObject({
    PLAIN: 'a b',
    QUOTED: 'it # is',
    EMPTY: '',
    KEY: 'one\ntwo=2\nthree',
  })
})

test('line ends of old Macs are accepted; an open quote and a NUL are reported by line', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, '.env')
  await writeFile(file, 'A=1\rB="two"\r')
  expect(await readEnvironment(folder.path)).toEqual({ A: '1', B: 'two' })
  for (const [text, problem] of [
    ['A=1\nB= "open\nC=2\n', '2 has a quote without an end'],
    ["A='it''s'\nB='open", '2 has a quote without an end'],
    ['A=1\nB=x\0y\n', '2 contains a NUL character'],
  ]) {
    await writeFile(file, text ?? '')
    await expect(readEnvironment(folder.path)).rejects.toMatchObject({ message: `${file}:${problem}.` })
  }
})

test('an invalid line of .env is reported by number, without its content, also in the preview', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'grove.json'), '{ "name": "mine", "servers": {} }')
  for (const bad of ['hunter2', '=hunter2', '9A=hunter2']) {
    await writeFile(join(folder.path, '.env'), `A="1\n2"\n${bad}\nB=2\n`)
    const message = `${join(folder.path, '.env')}:3 is neither NAME=value nor a comment.`
    await expect(readEnvironment(folder.path)).rejects.toMatchObject({
      problem: { code: 'BAD_ENV', message },
    })
  }
  const { api } = createHost({ shell: 'web', state: join(folder.path, 'state') })
  const { problems } = await api.preview({ kind: 'path', path: folder.path })
  expect(problems).toMatchObject([{ code: 'BAD_ENV', field: 'line 3' }])
})

test('variables of a group override those of the plan, of Grove and of .env; only names are recorded', async () => {
  await using folder = await temporaryFolder()
  const names = ['PATH', 'IN_ENV', 'IN_PLAN', 'IN_GROUP', 'NOWHERE']
  await writeFile(join(folder.path, '.env'), 'PATH=lost\nIN_ENV=env\nIN_PLAN=env\nIN_GROUP=env')
  const servers = { chat: { env: { IN_GROUP: 'group', SHOW: names.join(' ') } } }
  const change = { env: { IN_PLAN: 'plan', IN_GROUP: 'plan' } }
  const { cluster, file, log, allReady } = await prepareFakeCluster(folder.path, servers, {}, change)
  await cluster.start()
  await allReady()
  await cluster.stop()
  expect(await log('chat-1')).toContain(
    `PATH=${process.env['PATH']} IN_ENV=env IN_PLAN=plan IN_GROUP=group NOWHERE=undefined\n`,
  )
  expect(cluster.recorder.latestLines[0]).toMatchObject({
    plan: { env: ['IN_ENV', 'IN_GROUP', 'IN_PLAN', 'PATH', 'SHOW'] },
  })
  expect(await readFile(file, 'utf8')).not.toContain('IN_GROUP NOWHERE')
})

test('servers added later follow an edited plan; an invalid plan is refused and changes nothing', async () => {
  await using folder = await temporaryFolder()
  const planFile = join(folder.path, 'grove.json')
  const edit = (servers: object | string) =>
    writeFile(planFile, typeof servers === 'string' ? servers : JSON.stringify({ name: 'test', servers }))
  await edit({ chat: {} })
  const { cluster, log, allReady } = await prepareFakeCluster(
    folder.path,
    { chat: {} },
    { reloadPlan: () => loadPlan(planFile) },
  )
  await cluster.start()
  await allReady()
  expect(cluster.problems).toEqual([])

  await edit({ chat: { count: 9, args: ['edited'] }, gate: {} })
  await cluster.act('chat-1', 'restart')
  await allReady()
  expect(await log('chat-1')).toContain('arguments edited\n')
  expect(await cluster.add('gate')).toBe('gate-1')
  expect(cluster.servers().map(({ id }) => id)).toEqual(['master-1', 'chat-1', 'gate-1'])

  await edit('{ "name": "test", "servers": { "chat": { "count": -1 } } }')
  await expect(cluster.act('chat-1', 'restart')).rejects.toMatchObject({ code: 'PLAN_BROKEN' })
  expect(cluster.problems).toMatchObject([{ code: 'PLAN_BROKEN', field: 'servers.chat.count' }])
  expect(cluster.problems[0]?.message).toBe(
    `The plan was edited and is invalid; the last valid one stays in use. ${planFile}: servers.chat.count must be 0 to 1000.`,
  )
  expect((await log('chat-1')).match(/arguments edited\n/g)).toHaveLength(1)

  await edit({ chat: { args: ['mended'] } })
  await cluster.act('chat-1', 'restart')
  await until('it was started by the mended plan', async () =>
    (await log('chat-1')).includes('arguments mended\n'),
  )
  expect(cluster.problems).toEqual([])
  expect(cluster.serverTypes).toEqual(['chat', 'gate'])
  const marks = cluster.recorder.latestLines.flatMap((line) => (line.t === 'mark' ? line.text : []))
  expect(marks).toEqual(Array(2).fill('the plan was edited; servers spawned from now on follow it'))
  await cluster.stop()
})

test('actions on one cluster do not affect another', async () => {
  await using folder = await temporaryFolder()
  const [one, other] = await Promise.all(
    ['one', 'other'].map((name) =>
      prepareFakeCluster(folder.path, { chat: { count: 2 } }, { state: join(folder.path, name) }),
    ),
  )
  if (!one || !other) throw new Error('two were asked for')
  await Promise.all([one.cluster.start(), other.cluster.start()])
  await Promise.all([one.allReady(), other.allReady()])
  const pids = other.cluster.servers().map(({ pid }) => pid)
  await one.cluster.act('chat-1', 'kill')
  await one.cluster.stop()
  expect(other.cluster.servers().map(({ pid, status }) => ({ pid, status }))).toEqual(
    pids.map((pid) => ({ pid, status: 'ready' })),
  )
  await other.cluster.stop()
})
