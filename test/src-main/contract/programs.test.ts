// Programs in a plan: their command lines, references to other servers, and what depends on what.
import { describe, expect, it } from 'vitest'
import { parsePlan, plannedServers, replaceReferences } from '../../../src-main/contract/index.ts'

const parse = (servers: object, rest: object = {}) => parsePlan({ name: 'p', servers, ...rest })
const problemsOf = (servers: object) => {
  const parsed = parse(servers)
  return parsed.ok ? [] : parsed.problems.map(({ field, message }) => `${field} ${message}`)
}
const commandOf = (command: unknown) => {
  const parsed = parse({ web: { command } })
  return parsed.ok ? parsed.plan.servers['web']?.command : parsed.problems[0]?.message
}

describe('a command', () => {
  it.each<[command: unknown, words: string[]]>([
    ['node web.mjs $PORT', ['node', 'web.mjs', '$PORT']],
    [`  python3 -c "print('a b')" '' `, ['python3', '-c', "print('a b')", '']],
    [`"C:\\Program Files\\x.exe" --name=a'b c'd`, ['C:\\Program Files\\x.exe', '--name=ab cd']],
    [
      ['sh', '-c', 'a | b'],
      ['sh', '-c', 'a | b'],
    ],
  ])('%j is split without a shell', (command, words) => {
    expect(commandOf(command)).toEqual(words)
  })

  it.each<[command: unknown, problem: string]>([
    ['', 'must name a program'],
    ['  ', 'must name a program'],
    [[], 'must not be empty'],
    [[''], 'must name a program'],
    ['a "b', 'has a quote without an end'],
    ['a | b', 'has |, which only a shell understands; write ["sh", "-c", "…"] for one'],
    ['npm start > log', 'has >, which only a shell understands; write ["sh", "-c", "…"] for one'],
    ['a\0', 'must not contain NUL characters'],
    [['a', 'b\0'], 'must not contain NUL characters'],
    [7, 'must be a list of strings or a string, not 7'],
    [[7], 'must be a list of strings or a string, not a list'],
  ])('%j is refused', (command, problem) => {
    expect(commandOf(command)).toBe(problem)
  })
})

describe('roles and ports', () => {
  it('a program is a resource, with an automatic port only if it is told', () => {
    const parsed = parse({
      chat: {},
      web: { command: 'web $PORT', count: 2 },
      worker: { command: 'worker' },
      db: { command: 'db', port: 6379, count: 2 },
      env: { command: 'e', env: { URL: 'http://127.0.0.1:${PORT}' } },
      shell: { command: ['sh', '-c', 'echo $$PORT $$'] },
    })
    expect(parsed.ok && plannedServers(parsed.plan).map(({ id, role, port }) => [id, role, port])).toEqual([
      ['chat-1', 'server', 'auto'],
      ['web-1', 'resource', 'auto'],
      ['web-2', 'resource', 'auto'],
      ['worker-1', 'resource', 'none'],
      ['db-1', 'resource', 6379],
      ['db-2', 'resource', 6380],
      ['env-1', 'resource', 'auto'],
      ['shell-1', 'resource', 'none'],
    ])
  })

  it('references are replaced, and a further $ keeps one', () => {
    const valueOf = ({ server, property }: { server: string | null; property: string }) =>
      `<${server}.${property}>`
    expect(replaceReferences('$PORT ${PORT} ${a.b-1.address} $PORTS $$PORT $${x} $HOME', valueOf)).toBe(
      '<null.port> <null.port> <a.b-1.address> $PORTS $PORT ${x} $HOME',
    )
  })
})

describe('fields of one type', () => {
  it.each<[type: object, problem: string]>([
    [{ cwd: 'x' }, 'cwd needs a command: it is a field of programs'],
    [{ stop: {} }, 'stop needs a command: it is a field of programs'],
    [{ adapter: 'moleculer' }, 'adapter needs a command: it is a field of programs'],
    [
      { command: 'a', nodeArgs: ['-r'] },
      'nodeArgs does not go with a command: write them there, after "node"',
    ],
    [{ command: 'a', args: ['x'] }, 'args does not go with a command: add them there'],
    [{ command: 'a', tap: false }, 'tap needs an adapter, which it switches off'],
    [{ command: 'a', cwd: '' }, 'cwd must not be empty'],
    [
      { command: 'a', stop: { signal: 'SIGFOO' } },
      'stop.signal must be one of SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGKILL, not "SIGFOO"',
    ],
    [{ command: 'a', stop: { seconds: 601 } }, 'stop.seconds must be 0 to 600'],
    [{ command: 'a', ready: { http: {} } }, 'ready.http.port is missing'],
    [{ command: 'a', ready: { tcp: {} } }, 'ready.tcp.port is missing: web has no port of its own'],
    [{ ready: { http: {} } }, 'ready.http.port is missing'],
    [
      { command: 'a ${db.port}' },
      'command.1 has ${db.port}, which names "db", which is not in the plan; it has: web',
    ],
    [{ command: 'a ${web}' }, 'command.1 has ${web}: write .port, .host or .address after the name'],
    [{ command: 'a ${web.prt}' }, 'command.1 has ${web.prt}: write .port, .host or .address after the name'],
    [{ command: 'a', env: { B: '${web.port}' } }, 'env.B has ${web.port}, but web-1 has no port'],
    [{ command: 'a $PORT', port: 'none' }, 'command.1 has $PORT, but "port" is "none"'],
    [
      { env: { A: '$PORT' } },
      'env.A has $PORT, but the server takes its port itself; give it a number, or write $$PORT for the text',
    ],
    [{ dependsOn: ['db'] }, 'dependsOn names "db", which is not in the plan; it has: web, master'],
    [
      { dependsOn: { web: 'up' } },
      'dependsOn must be a list of types or ids, or an object: type or id → "started", "ready" or "exited", not an object',
    ],
  ])('%j', (type, problem) => {
    expect(problemsOf({ web: type })).toEqual([`servers.web.${problem}`])
  })
})

describe('dependencies', () => {
  it('may name types, ids and the master; a list means ready', () => {
    const parsed = parse({
      a: {},
      b: { count: 2, dependsOn: ['a', 'master'] },
      c: { dependsOn: { 'b-2': 'started' } },
    })
    expect(parsed.ok && Object.values(parsed.plan.servers).map(({ dependsOn }) => dependsOn)).toEqual([
      undefined,
      { a: 'ready', master: 'ready' },
      { 'b-2': 'started' },
    ])
  })

  it.each<[servers: Record<string, string[]>, cycle: string]>([
    [{ a: ['a'] }, 'a → a'],
    [{ a: ['a-1'] }, 'a → a'],
    [{ a: ['b'], b: ['c'], c: ['a'] }, 'a → b → c → a'],
    [{ x: ['a'], a: ['b-1'], b: ['a'] }, 'a → b → a'],
  ])('%j is a circle', (dependsOn, cycle) => {
    const servers = Object.fromEntries(
      Object.entries(dependsOn).map(([type, names]) => [type, { dependsOn: names }]),
    )
    const [type] = cycle.split(' ')
    expect(problemsOf(servers)).toEqual([
      `servers.${type}.dependsOn is a circle, so none of them could start: ${cycle}`,
    ])
  })

  it('a diamond is none', () => {
    expect(
      problemsOf({ a: { dependsOn: ['b', 'c'] }, b: { dependsOn: ['d'] }, c: { dependsOn: ['d'] }, d: {} }),
    ).toEqual([])
  })
})

it('a plan has one kind of cluster', () => {
  expect(
    problemsOf({ a: { command: 'x', adapter: 'moleculer' }, b: { command: 'x', adapter: 'pomelo' } }),
  ).toEqual([
    'servers.b.adapter belongs to a cluster of pomelo, but servers.a.adapter to one of moleculer: a plan has one',
  ])
  expect(problemsOf({ a: { command: 'x', adapter: './my.adapter.json' }, own: {} })).toEqual([
    "servers.own belongs to a cluster of Grove's own servers, but servers.a.adapter to one of ./my.adapter.json: a plan has one",
  ])
  expect(problemsOf({ a: { command: 'x' }, own: {} })).toEqual([])
})
