// A servers.json may hold anything: what would not be a server on a command line is refused by its field.
import { expect, it, test } from 'vitest'
import { parseServerRecords } from '../../../../../src-main/host/project/pomelo/server-records.ts'
import { server } from '../../../../support/pomelo-project.ts'

function parse(types: unknown, expanded = false) {
  return parseServerRecords({ types, expanded, masterId: 'master-server-1' })
}

function problemsOf(types: unknown): string[] {
  return parse(types).problems.map(({ field, message }) => `${field} ${message}`)
}

const NAME_RULE = 'must be 1 to 128 of A-Z a-z 0-9 . _ -, and begin with none of . -'

const REFUSED: [title: string, types: unknown, problem: string][] = [
  ['no object', [], 'servers must be an object: server type → list of servers'],
  ['nothing', null, 'servers must be an object: server type → list of servers'],
  ['a type that is no list', { chat: 7 }, 'servers.chat must be a list of servers, not a number'],
  ['a type called master', { master: [server('x', 1)] }, 'servers.master is a reserved name'],
  ['a type in a path', { '../chat': [] }, `servers."../chat" ${NAME_RULE}`],
  [
    'the prototype as a type',
    JSON.parse('{"__proto__": [{"id": "x"}]}'),
    'servers.__proto__ is a reserved name',
  ],
  ['a server that is no object', { chat: ['chat-1'] }, 'servers.chat.0 must be an object, not a string'],
  ['no id', { chat: [{ host: '127.0.0.1' }] }, 'servers.chat.0.id is missing'],
  ['an id that is no string', { chat: [{ id: 7 }] }, 'servers.chat.0.id must be a string, not a number'],
  [
    'the prototype as an id',
    { chat: [server('__proto__')] },
    'servers.chat.0.id is __proto__, a reserved name',
  ],
  [
    'an id with a NUL',
    { chat: [server('chat\0')] },
    'servers.chat.0.id must be at most 1024 characters without control characters',
  ],
  ['an id in a path', { chat: [server('../../etc/passwd')] }, `servers.chat.0.id ${NAME_RULE}`],
  [
    'an id that is no file on Windows',
    { chat: [server('nul')] },
    'servers.chat.0.id is nul, a reserved name',
  ],
  [
    "the master's id",
    { chat: [server('Master-Server-1')] },
    'servers.chat.0.id is Master-Server-1, as is that of the master; ids must differ in more than case',
  ],
  [
    'an id twice',
    { chat: [server('a')], gate: [server('A')] },
    'servers.gate.0.id is A, as is that of servers.chat.0; ids must differ in more than case',
  ],
  [
    'a port that is none',
    { chat: [server('chat-1', 65_536)] },
    'servers.chat.0.port must be a port from 1 to 65535, not 65536',
  ],
  [
    'a port that is text',
    { chat: [{ id: 'chat-1', clientPort: 'x y' }] },
    'servers.chat.0.clientPort must be a port from 1 to 65535, not "x y"',
  ],
  [
    'a port that is a list',
    { chat: [{ id: 'chat-1', port: [1] }] },
    'servers.chat.0.port must be a string or a number, not a list',
  ],
  [
    'a line break in a setting',
    { chat: [server('chat-1', 1, { note: 'a\nb' })] },
    'servers.chat.0.note must be at most 1024 characters without control characters',
  ],
  [
    'a setting with an equals sign',
    { chat: [server('chat-1', 1, { 'a=b': 1 })] },
    'servers.chat.0."a=b" is no name for a setting',
  ],
  [
    'another program in args',
    { chat: [server('chat-1', 1, { args: '/tmp/evil.js' })] },
    'servers.chat.0.args would run "/tmp/evil.js" instead of the project',
  ],
  [
    'a file in args',
    { chat: [server('chat-1', 1, { args: '--require /tmp/evil.js' })] },
    'servers.chat.0.args must not load "/tmp/evil.js", which is outside the project',
  ],
  [
    'a file above in args',
    { chat: [server('chat-1', 1, { args: ['--import=./a/../../evil.mjs'] })] },
    'servers.chat.0.args must not load "./a/../../evil.mjs", which is outside the project',
  ],
  [
    'code in args',
    { chat: [server('chat-1', 1, { args: '--eval process.exit()' })] },
    'servers.chat.0.args must not contain --eval, which runs or reads something else',
  ],
  [
    'args of another kind',
    { chat: [server('chat-1', 1, { args: 7 })] },
    'servers.chat.0.args must be a string or a list of strings, not a number',
  ],
  [
    'a clusterCount of zero',
    { chat: [{ clusterCount: 0 }] },
    'servers.chat.0.clusterCount must be a whole number from 1',
  ],
  [
    'a huge clusterCount',
    { chat: [{ clusterCount: 1e9 }] },
    'servers.chat.0.clusterCount has 1000000000 servers; at most 1000 are allowed in all',
  ],
  [
    'ports past the last',
    { chat: [{ clusterCount: 3, port: '65534++' }] },
    'servers.chat.0.port must be a port from 1 to 65535, not 65536',
  ],
]

it.each(REFUSED)('%s is refused by field', (_, types, problem) => {
  expect(problemsOf(types)).toEqual([problem])
})

test('ten thousand servers, types or keys are refused at once, in a few sentences', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => server(`chat-${n}`, 1))
  expect(problemsOf({ chat: many })).toEqual([
    'servers.chat has 10000 servers; at most 1000 are allowed in all',
  ])
  const types = Object.fromEntries(many.map((_, n) => [`type-${n}`, []]))
  expect(problemsOf(types)).toEqual(['servers has 10000 types; at most 100 are allowed'])
  const keys = Object.fromEntries(many.map((_, n) => [`key${n}`, n]))
  expect(problemsOf({ chat: [{ id: 'chat-1', ...keys }] })[0]).toBe(
    'servers.chat.0 has 10001 keys; at most 100 are allowed',
  )
  const broken = Array.from({ length: 500 }, () => ({}))
  expect(problemsOf({ chat: broken })).toHaveLength(21)
})

test('clusterCount is expanded with the ids of the framework, and each counting value counts', () => {
  const chat = [
    { clusterCount: 2, host: '127.0.0.1', port: '3050++', clientPort: '3010++', zone: 'a' },
    { clusterCount: '1', host: '127.0.0.1', port: '3060++', id: 'ignored' },
  ]
  const { servers, problems } = parse({ chat })
  expect(problems).toEqual([])
  expect(servers.map(({ id, options }) => [id, Object.fromEntries(options)])).toEqual([
    [
      'cluster-server-chat-0',
      {
        clusterCount: 2,
        host: '127.0.0.1',
        port: 3050,
        clientPort: 3010,
        zone: 'a',
        id: 'cluster-server-chat-0',
      },
    ],
    [
      'cluster-server-chat-1',
      {
        clusterCount: 2,
        host: '127.0.0.1',
        port: 3051,
        clientPort: 3011,
        zone: 'a',
        id: 'cluster-server-chat-1',
      },
    ],
    [
      'cluster-server-chat-2',
      { clusterCount: '1', host: '127.0.0.1', port: 3060, id: 'cluster-server-chat-2' },
    ],
  ])
})

test('own settings are passed on; one that no command line can hold is left out with a note', () => {
  const { servers, notes, problems } = parse({
    chat: [
      server('chat-1', 3050, {
        instance: 'x',
        level: 3,
        on: true,
        list: [1],
        args: ['--harmony', '-r', 'ts-node/register'],
      }),
    ],
  })
  expect(problems).toEqual([])
  expect(servers[0]).toMatchObject({ args: ['--harmony', '-r', 'ts-node/register'] })
  expect([...(servers[0]?.options.keys() ?? [])]).toEqual(['id', 'host', 'port', 'instance', 'level', 'on'])
  expect(notes).toEqual([
    {
      field: 'servers.chat.0.list',
      message: 'is a list, which the framework cannot pass to a server either: it is left out',
    },
  ])
})
