import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HostError } from '../../../../src-main/contract/index.ts'
import {
  checkPlan,
  findPlan,
  loadPlan,
  readPlan,
  withCounts,
} from '../../../../src-main/host/project/plan-file.ts'
import { temporaryFolder } from '../../../support/grove.ts'

async function planOf(folder: string, text: string): Promise<string> {
  const file = join(folder, 'grove.json')
  await writeFile(file, text)
  return file
}

async function problemsOf(text: string): Promise<string[]> {
  await using folder = await temporaryFolder()
  const reading = await readPlan(await planOf(folder.path, text))
  const own = `${folder.path}/`
  return reading.ok ? [] : reading.problems.map(({ message }) => message.replace(own, ''))
}

test('a plan is found by folder or file, and its project is the real folder', async () => {
  await using folder = await temporaryFolder()
  const real = await realpath(folder.path)
  const file = await planOf(folder.path, '{}')
  const other = join(folder.path, 'other.json')
  await writeFile(other, '{}')
  expect(await findPlan(folder.path)).toEqual({ file: join(real, 'grove.json'), directory: real })
  expect(await findPlan(file)).toEqual({ file: join(real, 'grove.json'), directory: real })
  expect(await findPlan(other)).toEqual({ file: join(real, 'other.json'), directory: real })
})

test('a folder without a plan and a missing folder are different problems', async () => {
  await using folder = await temporaryFolder()
  await expect(findPlan(folder.path)).rejects.toMatchObject({ code: 'NO_PLAN' })
  await expect(findPlan(join(folder.path, 'nowhere'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a plan of far too many types, servers or problems is refused at once', () => {
  const types = (count: number, group: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, group]))
  const problemsWith = (servers: object) => {
    const reading = checkPlan('p', { name: 'many', servers })
    return reading.ok ? [] : reading.problems.map(({ message }) => message)
  }
  expect(problemsWith(types(100_000, { count: 1_000 }))).toEqual([
    'p: servers has 100000 types; at most 1000 are allowed.',
  ])
  expect(problemsWith(types(1_000, { count: 1_000 }))).toEqual([
    'p: servers has 1000000 servers; at most 100000 are allowed.',
  ])
  const problems = problemsWith(types(1_000, { prot: 1 }))
  expect([problems.length, problems.at(-1)]).toEqual([21, 'p: 980 more problems are not shown.'])
})

test('invalid JSON is reported with line and column', async () => {
  expect(await problemsOf('{ "name": "x",\n  "servers": { "chat": { "count": 3, } }\n}')).toEqual([
    'grove.json:2:36 is not JSON: JSON does not support trailing commas.',
  ])
  expect(await problemsOf('{ "name": "x"\n  "servers": 1')).toEqual([
    'grove.json:2:3 is not JSON: expected "," in JSON but found "\\"servers\\"".',
  ])
  expect(await problemsOf('')).toEqual(['grove.json:1:1 is not JSON: unexpected end of file in JSON.'])
})

test('a byte-order mark is ignored', async () => {
  expect(await problemsOf('\uFEFF{ "name": "x", "servers": {} }')).toEqual([])
})

test('one error lists all invalid fields and what is allowed', async () => {
  await using folder = await temporaryFolder()
  const file = await planOf(folder.path, '{ "name": "x", "servers": { "chat": { "prt": 3 } }, "foo": 1 }')
  const failure = await loadPlan(file).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(HostError)
  expect((failure as HostError).problem).toMatchObject({ code: 'BAD_PLAN', field: 'servers.chat.prt' })
  expect((failure as HostError).message.split('\n')).toEqual([
    `${file}: servers.chat.prt is not a field here; did you mean port? Allowed are: count, port, env, args, nodeArgs, restart, ready, dependsOn, command, cwd, adapter, tap, stop.`,
    `${file}: foo is not a field here; allowed are: name, master, env, servers, pomelo, logs, redact.`,
  ])
})

test('a key that is there twice is reported with both lines', async () => {
  const plan = (inner: string) => `{ "name": "x", "servers": { ${inner} } }`
  expect(await problemsOf(plan('"chat": { "count": 2 },\n "gate": {},\n "ch\\u0061t": {}'))).toEqual([
    'grove.json:3: servers.chat is there already, in line 1; keep one of them.',
  ])
  expect(
    await problemsOf(plan('"a": { "args": ["x", "x", "}", "\\"a\\": {"], "env": { "A": "1",\n"A": "2" } }')),
  ).toEqual(['grove.json:2: servers.a.env.A is there already, in line 1; keep one of them.'])
  expect(await problemsOf(plan('"a": { "args": [] }, "b": { "args": [], "env": { "args": "" } }'))).toEqual(
    [],
  )
})

test('ports may neither collide nor exceed 65535', async () => {
  const plan = {
    name: 'x',
    master: { port: 7002 },
    servers: { a: { port: 65_535, count: 2 }, b: { port: 7000, count: 3 }, c: { port: 7001 } },
  }
  expect(await problemsOf(JSON.stringify(plan))).toEqual([
    'grove.json: servers.a.port counts up to 65536, past 65535.',
    'grove.json: servers.b.port uses port 7002, which master.port uses too.',
    'grove.json: servers.c.port uses port 7001, which servers.b.port uses too.',
  ])
})

test('counts of known types can be overridden, and are validated', async () => {
  await using folder = await temporaryFolder()
  const plan = await loadPlan(
    await planOf(folder.path, '{ "name": "x", "servers": { "chat": {}, "gate": {} } }'),
  )
  expect(withCounts(plan, { chat: 3 }).servers).toMatchObject({ chat: { count: 3 }, gate: { count: 1 } })
  expect(() => withCounts(plan, { caht: 3 })).toThrow(
    'The plan has no server type "caht"; it has: chat, gate.',
  )
  expect(() => withCounts(plan, { chat: 2000 })).toThrow('--servers: servers.chat.count must be 0 to 1000.')
})
