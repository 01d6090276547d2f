// Each process of a Pomelo or Pinus project gets the command line that its master would write, and every setting that is
// not followed has a note.
import { expect, test } from 'vitest'
import {
  memberOf,
  parsePlan,
  plannedServer,
  type ServerGroup,
} from '../../../../../src-main/contract/index.ts'
import { emptyPlan, mergePlan } from '../../../../../src-main/host/project/pomelo/merged-plan.ts'
import { planPomelo } from '../../../../../src-main/host/project/pomelo/plan.ts'
import { MASTER, server } from '../../../../support/pomelo-project.ts'

function plan(
  servers: unknown,
  { master = MASTER, nodeArgs = {} }: { master?: unknown; nodeArgs?: Record<string, string[]> } = {},
) {
  return planPomelo({
    layout: { cwd: '/project', entry: 'app.js', require: ['ts-node/register'] },
    node: '/node',
    nodeArgs,
    environment: 'test',
    servers,
    master,
    expanded: false,
  })
}

const notesOf = (servers: unknown, master: unknown = MASTER): string[] =>
  plan(servers, { master }).notes.map(({ field, message }) => `${field} ${message}`)

function groupOf(servers: Record<string, unknown>): ServerGroup {
  const merged = mergePlan(emptyPlan('x'), undefined, plan(servers), 'pomelo')
  const group = merged.ok ? Object.values(merged.plan.servers)[0] : undefined
  if (!group) throw new Error('no plan')
  return group
}

test('command lines hold every setting in its order, and the master starts alone', () => {
  const args = '--inspect=10001 --max-old-space-size=64'
  const { master, types } = plan(
    { connector: [server('connector-server-1', 3150, { clientPort: 3010, frontend: true, args })] },
    { nodeArgs: { connector: ['--no-warnings'] } },
  )
  expect(master?.member).toEqual({
    id: 'master-server-1',
    port: 23_005,
    cwd: '/project',
    command: ['/node', '--require', 'ts-node/register', 'app.js', 'env=test', 'type=all', 'mode=stand-alone'],
  })
  expect(types.get('connector')).toEqual({
    restart: 'never',
    members: [
      {
        id: 'connector-server-1',
        port: 3150,
        cwd: '/project',
        command: [
          '/node',
          '--require',
          'ts-node/register',
          '--max-old-space-size=64',
          '--no-warnings',
          'app.js',
          'env=test',
          'id=connector-server-1',
          'host=127.0.0.1',
          'port=3150',
          'clientPort=3010',
          'frontend=true',
          `args=${args}`,
          'serverType=connector',
        ],
      },
    ],
  })
})

test('all run on this machine, and ports that two machines have are given once', () => {
  const servers = {
    chat: [
      server('chat-1', 3050, { host: '10.0.0.1', clientHost: 'game.example.com' }),
      server('chat-2', 3050, { host: '10.0.0.2', clientPort: 3051 }),
    ],
  }
  const ports = plan(servers)
    .types.get('chat')
    ?.members.map(({ command }) => command.filter((word) => /ort=|ost=/.test(word)))
  expect(ports).toEqual([
    ['host=127.0.0.1', 'port=3050', 'clientHost=127.0.0.1'],
    ['host=127.0.0.1', 'port=3052', 'clientPort=3051'],
  ])
  expect(notesOf(servers, { ...MASTER, host: '10.0.0.9' })).toEqual([
    'master has host 10.0.0.9, which is 127.0.0.1 here: Grove runs all on this machine',
    'servers.chat: chat-2.port is 3052 instead of 3050, which another server has on this machine',
    'servers.chat has host 10.0.0.1, 10.0.0.2, which is 127.0.0.1 here: Grove runs all on this machine',
    'servers.chat has clientHost game.example.com, which is 127.0.0.1 here: Grove runs all on this machine',
  ])
})

test('debuggers, processors and restarts have notes', () => {
  const servers = {
    chat: [
      server('chat-1', 1, { 'auto-restart': 'true', cpu: 2, args: '--debug=5858' }),
      server('chat-2', 2),
    ],
    gate: [server('gate-1', undefined, { 'restart-force': true, clientPort: 3 })],
  }
  expect(notesOf(servers)).toEqual([
    'servers.chat has flags for the debugger, which are left out: any running server can be inspected',
    'servers.chat has cpu: Grove binds no server to a processor',
    'servers.chat has auto-restart, which Grove does instead of the master, for all of its servers, though only some have it',
    'servers.gate has auto-restart, which Grove does instead of the master',
  ])
  const { types } = plan(servers)
  expect([types.get('chat')?.restart, types.get('gate')?.restart]).toEqual(['always', 'always'])
  expect(types.get('gate')?.members[0]?.port).toBe('none')
})

test('a text that looks like a reference of a plan stays text', () => {
  const { types } = plan({ chat: [server('chat-1', 1, { note: '${gate.port} $PORT $HOME' })] })
  expect(types.get('chat')?.members[0]?.command).toContain('note=$${gate.port} $$PORT $HOME')
})

test('a master that is missing or invalid is refused by field', () => {
  const problemsOf = (master: unknown) =>
    plan({}, { master }).problems.map(({ field, message }) => `${field} ${message}`)
  expect(problemsOf(null)).toEqual(['master is missing: it has the id and the port of the master'])
  expect(problemsOf(7)).toEqual(['master must be an object, not a number'])
  expect(problemsOf({ id: '../x', port: 3005 })).toEqual([
    expect.stringMatching(/^master\.id must be 1 to 128/),
  ])
  expect(problemsOf({ id: 'master-server-1' })).toEqual(['master.port must be a port from 1 to 65535'])
  expect(problemsOf({ id: 'master', port: 3005 })).toEqual(['master.id is master, a reserved name'])
})

test('further servers continue the ids and ports of their type', () => {
  const connectors = [
    server('connector-server-1', 3150, { clientPort: 3010 }),
    server('connector-server-7', 3160, { clientPort: 3012 }),
  ]
  const group = groupOf({ connector: connectors })
  expect(plannedServer('connector', group, 4)).toMatchObject({ id: 'connector-server-9', port: 3162 })
  expect(memberOf(group, 4)?.command.slice(-5)).toEqual([
    'id=connector-server-9',
    'host=127.0.0.1',
    'port=3162',
    'clientPort=3014',
    'serverType=connector',
  ])
  expect(
    plannedServer('gate', groupOf({ gate: [server('gate', undefined, { clientPort: 3014 })] }), 2),
  ).toMatchObject({
    id: 'gate-2',
    port: 'none',
  })
})

test('a plan file adds programs and settings to the types of the project', () => {
  const types = {
    chat: [server('chat-server-1', 3050)],
    gate: [server('gate-server-1', undefined, { clientPort: 3014 })],
  }
  const merge = (text: { servers: object; master?: object }) => {
    const parsed = parsePlan({ name: 'x', pomelo: {}, ...text })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const merged = mergePlan(parsed.plan, text, plan(types), 'pinus')
    return merged.ok ? merged.plan : merged.problems.map(({ field, message }) => `${field} ${message}`)
  }
  const redis = { command: ['redis-server', '--port', '$PORT'], port: 6390 }
  const chat = { count: 3, dependsOn: ['redis'], env: { A: '1' }, restart: 'on-failure', tap: false }
  expect(merge({ servers: { redis, chat } })).toMatchObject({
    master: { port: 23_005, member: { id: 'master-server-1' } },
    servers: {
      redis: { command: redis.command },
      chat: {
        count: 3,
        adapter: 'pinus',
        restart: 'on-failure',
        dependsOn: { master: 'ready', redis: 'ready' },
        tap: false,
      },
      gate: { count: 1, adapter: 'pinus', restart: 'never' },
    },
  })
  expect(merge({ servers: { caht: {}, gate: { port: 7, command: ['x'] } }, master: { port: 1 } })).toEqual([
    'servers.caht is neither a program with a "command" nor a type of the project, which has: chat, gate',
    'servers.gate.port is not for a type of the project, which has it in its own configuration',
    'servers.gate.command is not for a type of the project, which has it in its own configuration',
    "master.port is in the project's own config/master.json",
  ])
  expect(merge({ servers: { redis: { ...redis, port: 3050 } } })).toEqual([
    'servers.chat chat-server-1 uses port 3050, which servers.redis.port uses too',
  ])
  expect(merge({ servers: { chat: { dependsOn: ['mongo'] } } })).toEqual([
    expect.stringMatching(/^servers\.chat\.dependsOn names "mongo", which is not in the plan/),
  ])
})
