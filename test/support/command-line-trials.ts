// Generators of trials for the command line: a project, an environment and an argument list, mostly valid, often odd.
import fc from 'fast-check'
import { groveBin } from './grove.ts'
import { LIFECYCLES, MODULES, SERVICES } from './odd-user-code.ts'

/** One command in a folder of its own. `$W` in a text stands for that folder; the project is `$W/project`. */
export interface Trial {
  args: string[]
  /** Working directory. */
  cwd: string
  /** Variables that differ from the usual ones; null removes one. */
  env: Record<string, string | null>
  /** The project's files by path. */
  files: Record<string, string>
  /** A signal sent after this time, in milliseconds. */
  interrupt: { signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'; afterMs: number } | null
}

const odd = <T>(usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: fc.oneof(...others) })
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
/** Of values of any kind. */
const anyOf = (...values: unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values)

const ODD_TYPES = [
  'Chat', 'chat.x', 'chat-x', 'a-1', '1', 'toString', 'constructor', 'then', 'valueOf', 'hasOwnProperty',
  '__proto__', 'prototype', 'master', 'con', 'NUL', '-rf', '..', '.', 'a.', '', 'a b', 'a/b', 'чат', '🌳', 'x'.repeat(126),
  'x'.repeat(127), 'x'.repeat(300), 'all', 'remote', 'a\u001b[31m', 'a\u202eb', 'a\u0000',
] // prettier-ignore
const typeName = odd(oneOf('a', 'a', 'a', 'b'), oneOf(...ODD_TYPES))

const ODD_VALUES = [null, true, '', '2', 2, -1, 1.5, 1e9, [], {}, [1], 'x', { a: { b: 1 } }]
const oddValue = oneOf<unknown>(...ODD_VALUES)
const VARIABLES = [
  { A: '1' }, { PORT: 3000 }, { A: null }, { 'A=B': 'x' }, { '': 'x' }, { A: 'a\0b' }, { 'A\n': 'x' }, { PATH: '' },
  { HOME: '' }, { NODE_OPTIONS: '--require ./missing.cjs' }, { NODE_OPTIONS: '--no-warnings' }, { __proto__x: '1' },
  { GROVE_PROCESS: '{}' }, { GROVE_RUN: 'x' }, { NODE_CHANNEL_FD: '99' }, { A: 'x'.repeat(200_000) }, { NODE_ENV: 'test' },
] // prettier-ignore

const variables = oneOf<unknown>(...VARIABLES)
const group = fc.record(
  {
    count: odd<unknown>(anyOf(1, 2), anyOf(0, '2', 1.5, -1, null, 1001)),
    port: odd<unknown>(anyOf('auto', 'none'), anyOf('6050', true, 80, 65_535, 0, 70_000, 41_733)),
    env: odd<unknown>(anyOf({ A: '1' }), variables, oddValue),
    args: odd<unknown>(anyOf([], ['--x']), anyOf('--x', [''], ['a\0'], [1], ['--', '-e'])),
    nodeArgs: odd<unknown>(
      anyOf(['--max-old-space-size=64']),
      anyOf(
        ['--bogus'],
        ['--inspect'],
        ['-e', '1'],
        ['--version'],
        '--x',
        [''],
        ['--require', './rel.cjs'],
        ['-'],
      ),
    ),
    restart: odd<unknown>(anyOf('never', 'on-failure', 'always'), oddValue),
    ready: odd<unknown>(
      anyOf({ log: '.' }, { tcp: {} }),
      anyOf({ log: '(' }, { log: '^never$' }, { http: { port: 41_734 } }, { http: {} }, { tcp: true }, {}),
      oddValue,
    ),
    Count: anyOf(2),
    comand: oddValue,
  },
  { requiredKeys: [] },
)
const sparse = <T extends object>(whole: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> =>
  fc.tuple(whole, fc.array(fc.nat(30), { maxLength: 2 })).map(([value, picks]) => {
    const entries = Object.entries(value)
    return Object.fromEntries(
      picks.flatMap((at) => [entries[at] ?? []].filter((entry) => entry.length > 0)),
    ) as Partial<T>
  })

const PLAN_NAMES = [
  '', '🌳', 'שלום', '\u001b[31mred', '../x', 'x'.repeat(500), 'a\nb', '\u202eabc', ' ', 5, null, 'a'.repeat(129), '-',
] // prettier-ignore
const HOSTS = [
  'localhost', '::1', '0.0.0.0', '', 'nowhere.invalid', '1.2.3.4', 'a b', '[::1]', '127.0.0.1:80', 'x'.repeat(300), 'a\nb',
] // prettier-ignore

const plannedType = fc.tuple(typeName, odd<unknown>(sparse(group), oddValue))

/** The text of a `grove.json`; written by hand, so that keys may repeat and be `__proto__`. */
const planText = fc
  .record({
    name: odd<unknown>(oneOf('p'), oneOf(...PLAN_NAMES)),
    servers: odd(
      fc.uniqueArray(plannedType, { minLength: 1, maxLength: 2, selector: ([type]) => type }),
      fc.array(plannedType, { minLength: 2, maxLength: 2 }),
    ),
    more: odd<Record<string, unknown>>(
      oneOf({}),
      variables.map((env) => ({ env })),
      oneOf(...HOSTS).map((host) => ({ master: { host } })),
      oddValue.map((port) => ({ master: { port } })),
      oddValue.map((master) => ({ master })),
      oddValue.map((logs) => ({ logs })),
      oddValue.map((foo) => ({ foo })),
      oneOf({ Name: 'p' }, { server: {} }, { $schema: 1 }),
    ),
  })
  .map(({ name, servers, more }) => {
    const members = servers.map(([type, value]) => `${JSON.stringify(type)}:${JSON.stringify(value)}`)
    const rest = Object.entries(more).map(
      ([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`,
    )
    return `{"name":${JSON.stringify(name)},"servers":{${members.join()}}${rest.join('')}}`
  })

const plan = fc.oneof(
  { weight: 30, arbitrary: planText },
  {
    weight: 1,
    arbitrary: fc.oneof(
      planText.chain((text) => fc.nat(text.length).map((length) => text.slice(0, length))),
      planText.map((text) => `\uFEFF${text}`),
      planText.map((text) => `// comment\n${text}`),
      oneOf(
        '',
        '[]',
        'null',
        '"x"',
        '{',
        '{"name":"p","servers":[]}',
        '['.repeat(50_000),
        '{"servers":{}}',
        '{"name":"p","servers":{}}',
        '\0',
      ),
    ),
  },
)

const extension = odd(
  oneOf('ts', 'js'),
  oneOf('mts', 'mjs', 'cts', 'cjs', 'tsx', 'json', 'd.ts', 'test.ts', 'TS'),
)
const serviceName = odd(
  oneOf('s'),
  oneOf('Room', 'room', 'then', '__proto__', 'constructor', 'a b', 'toString', '_x', 's.x', '-'),
)
const codeOf = (table: Record<string, string>) => {
  const [usual = '', ...others] = Object.values(table)
  return fc.oneof({ weight: 1, arbitrary: oneOf(usual) }, { weight: 1, arbitrary: oneOf(...others) })
}
const folderOf = (type: string) => (/[/\0]|^\.\.?$|^$/.test(type) || type.length > 250 ? 'a' : type)

const serviceFile = fc
  .tuple(typeName.map(folderOf), serviceName, extension, codeOf(SERVICES))
  .map(([type, service, ending, code]): [string, string] => [
    `servers/${type}/remote/${service}.${ending}`,
    code,
  ])
const lifecycleFile = fc
  .tuple(typeName.map(folderOf), extension, codeOf(LIFECYCLES))
  .map(([type, ending, code]): [string, string] => [`servers/${type}/lifecycle.${ending}`, code])
const moduleFile = fc
  .tuple(serviceName, extension, codeOf(MODULES))
  .map(([name, ending, code]): [string, string] => [`modules/${name}.${ending}`, code])
const otherFile = fc.oneof(
  oneOf(
    'A=1\n',
    'A',
    '=',
    'A="x',
    '\uFEFFA=1',
    'NODE_OPTIONS=--bogus\n',
    'export A=1\n',
    '\0',
    'A=\u001b[31m',
  ).map((text): [string, string] => ['.env', text]),
  oneOf(
    '{"type":"module"}',
    '{"type":"commonjs"}',
    '{',
    '[]',
    '{"type":7}',
    '',
    '{"name":"grove-cluster"}',
  ).map((text): [string, string] => ['package.json', text]),
  oneOf(
    '{}',
    '{',
    '{"extends":"./missing.json"}',
    '{"compilerOptions":{"paths":{"*":["./x/*"]}}}',
    '{"compilerOptions":7}',
  ).map((text): [string, string] => ['tsconfig.json', text]),
  oneOf<[string, string]>(
    ['config/servers.json', '{"development":{"chat":[{"id":"chat-1","port":4050}]}}'],
    ['node_modules/.cache/grove', 'a file'],
    ['servers/a', 'a file'],
    ['servers', 'a file'],
    ['modules', 'a file'],
    ['grove.json/x', 'a file in a folder'],
    ['servers/zzz/remote/s.ts', 'export default () => ({})'],
  ),
)

const project = fc
  .tuple(
    plan,
    fc.array(serviceFile, { maxLength: 2 }),
    fc.array(odd(lifecycleFile, moduleFile), { maxLength: 1 }),
    fc.oneof(
      { weight: 4, arbitrary: oneOf<[string, string][]>([]) },
      { weight: 1, arbitrary: fc.array(otherFile, { maxLength: 1 }) },
    ),
  )
  .map(([text, services, lifecycles, others]) =>
    Object.fromEntries([['grove.json', text], ...services, ...lifecycles, ...others]),
  )

const ODD_FOLDERS = [null, '', 'relative', '$W/missing', '$W/a file', '/proc/nowhere', '/dev/null', '$W/sp ace é', '$W/new\nline', '/', '~', `$W/${'x'.repeat(120)}`] // prettier-ignore
const folder = oneOf<string | null>(...ODD_FOLDERS)
const ENVIRONMENT: Record<string, fc.Arbitrary<string | null>> = {
  HOME: folder,
  XDG_STATE_HOME: folder,
  XDG_RUNTIME_DIR: folder,
  XDG_CONFIG_HOME: folder,
  XDG_CACHE_HOME: folder,
  TMPDIR: folder,
  GROVE_STATE: folder,
  GROVE_NODE: oneOf<string | null>('', 'node', '/bin/true', '$W/bin/old/node', '$W/bin/folder/node', '$W/bin/wrapper/node', '$W/missing', 'nope', '/bin/cat'), // prettier-ignore
  GROVE_TOKEN: oneOf<string | null>('', 'short', 'x'.repeat(5_000), 'ü', 'a b', '\u001b[31m'),
  GROVE_RUN: oneOf<string | null>('', 'nothing', '.*', '-'),
  NODE_OPTIONS: oneOf<string | null>('', '--no-warnings', '--require ./rel.cjs', '--require $W/banner.cjs', '--max-old-space-size=200', '--inspect=0', '--enable-source-maps', '--trace-warnings', '--unhandled-rejections=warn', '--title=x', '--import $W/banner.cjs'), // prettier-ignore
  PATH: oneOf<string | null>(null, '', '$W/bin/folder:$PATH', '$W/bin/wrapper:$PATH', '$W/bin/plain:$PATH', '.:$PATH', ':$PATH', '$W/bin/old:$PATH', '$W/bin/banner:$PATH', '/nowhere', '$W/bin/hangs:$PATH'), // prettier-ignore
  TERM: oneOf<string | null>(null, '', 'dumb', 'xterm-256color', 'nonsense'),
  LANG: oneOf<string | null>(null, 'C', 'tr_TR.UTF-8', 'xx_XX'),
  LC_ALL: oneOf<string | null>('C', 'POSIX', ''),
  TZ: oneOf<string | null>('', 'Asia/Kathmandu', 'Nowhere/At_All'),
  CI: oneOf<string | null>('true', '', '0'),
  COLUMNS: oneOf<string | null>('0', '-1', 'x', '1'),
  NO_COLOR: oneOf<string | null>('1'),
  FORCE_COLOR: oneOf<string | null>('1', '3'),
  NODE_DEBUG: oneOf<string | null>(''),
  npm_lifecycle_event: oneOf<string | null>('test'),
  SHELL: oneOf<string | null>('', '/bin/false'),
  USER: oneOf<string | null>(null, ''),
}
const environment = fc
  .array(
    fc.oneof(
      ...Object.entries(ENVIRONMENT).map(([name, value]) => value.map((each) => [name, each] as const)),
    ),
    { maxLength: 3 },
  )
  .map((entries): Trial['env'] => Object.fromEntries(entries))

const SERVERS = ['a-1', 'a', 'b-1', 'master-1', 'nobody', '', '-1', '__proto__', 'A-1']
const NUMBERS = ['0', '1', '3', '-1', '1.5', '', 'x', '1e9', 'NaN', ' ', '٣']
const TIMES = ['0', '1s', '250ms', '-1s', '1', 'noon', '', '1e99s']
const FILES = [
  '$TIMELINE',
  '$W/torn.ndjson',
  '$W/missing.ndjson',
  '$W/a file',
  '$W',
  '/dev/null',
  '',
  '$W/project/grove.json',
]
const OUTPUTS = [
  '$W/out',
  '$W/out.gz',
  '$W/missing/out',
  '$W',
  '/dev/null',
  '',
  '/dev/full',
  '$W/project/grove.json',
]

/** Values for each option, the usual ones first; null: it takes none. */
const OPTIONS: Record<string, string[] | null> = {
  sample: ['chat', 'minimal', 'chess', '', '__proto__', '../chat'],
  servers: [
    'a=1',
    'a=2',
    'a=1,b=1',
    'a=0',
    'a',
    'nobody=1',
    '=1',
    '',
    'a=1,a=2',
    '__proto__=1',
    'toString=1',
    'a=9999',
  ],
  order: ['a-1', 'master-1', 'b-1,a-1', 'a-1,a-1', '', 'nobody', ','],
  only: ['a', 'a-1', 'master-1', '', 'nobody', 'a,b', '__proto__'],
  shuffle: NUMBERS,
  record: OUTPUTS,
  sweep: null,
  'free-port': null,
  timeout: ['2', '4', '0.001', '0', '-1', 'soon', '', '1e9'],
  detach: null,
  json: null,
  'exit-when-ready': null,
  run: ['p', 'p', '', 'nothing', '.*', '0'],
  follow: null,
  lines: ['1', 'all', '0', '-1', 'x'],
  grep: ['.', 'a', '(', '', 'x{9}{9}', '\\', '(a+)+$'],
  since: TIMES,
  until: TIMES,
  from: TIMES,
  to: TIMES,
  filter: ['phase:register', 'dur>5ms', '', 'nonsense:', '"', 'a:b:c', '('],
  format: [
    'ndjson',
    'html',
    'chrome-trace',
    'mermaid',
    'pcapng',
    'csv',
    'svg',
    'gif',
    '',
    'text',
    'json',
    'markdown',
  ],
  output: OUTPUTS,
  for: ['ready', 'converged', '', 'soon'],
  link: ['control', 'rpc', '', 'x'],
  ms: NUMBERS,
  rate: NUMBERS,
  heal: null,
  route: ['a', '', '__proto__'],
  all: ['a', 'nobody', '', '__proto__'],
  template: ['minimal', 'chat', '', 'x', '__proto__'],
  import: null,
  port: ['0', '80', '-1', 'x', '65536', '1'],
  web: null,
  'no-open': null,
  help: null,
  jsn: null,
  'exit-when-redy': null,
  version: null,
}
/** Prefers the first values of a list. */
const pick = (list: string[]) => fc.oneof(oneOf(...list.slice(0, 2)), oneOf(...list))
const option = (names: string[]) =>
  fc.oneof(
    ...names.map((name) => {
      const values = OPTIONS[name] ?? null
      const alone = oneOf([`--${name}`])
      if (values === null) return odd(alone, oneOf([`--${name}=1`], [`--no-${name}`]))
      return fc.oneof(
        pick(values).map((text) => [`--${name}`, text]),
        pick(values).map((text) => [`--${name}=${text}`]),
        alone,
      )
    }),
  )
const START = ['sample', 'servers', 'order', 'only', 'shuffle', 'record', 'sweep', 'free-port', 'timeout']
const anyOption = option(Object.keys(OPTIONS).filter((name) => name !== 'detach' && name !== 'web'))
const options = (names: string[], maxLength = 2) =>
  fc.array(odd(option(names), anyOption), { maxLength }).map((list) => list.flat())

/** What each command takes: positionals and its own options. */
const COMMANDS: Record<string, fc.Arbitrary<string[]>> = {
  ps: options(['json', 'run']),
  stop: withPositionals(SERVERS, ['run', 'json']),
  kill: withPositionals(SERVERS, ['run', 'json']),
  restart: withPositionals(SERVERS, ['run', 'json']),
  pause: withPositionals(SERVERS, ['run', 'json']),
  resume: withPositionals(SERVERS, ['run', 'json']),
  add: withPositionals(['a', 'b', 'nobody', '', '__proto__', 'toString'], ['run', 'json']),
  scale: withPositionals(
    ['a=1', 'a=0', 'a=2', 'a', '__proto__=1', 'toString=2', '=1', 'a=1001'],
    ['run', 'json'],
  ),
  fault: withPositionals(
    ['a-1', 'cut', 'hang', 'delay', 'drop', 'bend'],
    ['link', 'peer', 'ms', 'rate', 'seed', 'heal', 'run'],
  ),
  call: withPositionals(
    ['a-1', 'room.members', '.', '', '7', '{', '"x"', '__proto__', '[[[]]]'],
    ['to', 'route', 'all', 'timeout', 'run', 'json'],
  ),
  tap: withPositionals(['off', 'head', 'full', 'loud', ''], ['run', 'json']),
  inspect: withPositionals(SERVERS, ['run', 'json']),
  logs: withPositionals(SERVERS, ['lines', 'grep', 'since', 'until', 'json', 'run']),
  wait: options(['for', 'timeout', 'run', 'json']).map((list) => ['--timeout', '1', ...list]),
  down: options(['run', 'json']),
  export: withPositionals(FILES, ['format', 'from', 'to', 'filter', 'output']),
  check: withPositionals(FILES, ['json', 'run']),
  diff: withPositionals(FILES, ['format', 'json', 'output']),
  history: withPositionals(['.', '$W', '', '$W/missing', '$W/a file'], ['json']),
  init: withPositionals(
    ['$W/new', '.', '', '$W/a file', '/proc/x', '$W/project'],
    ['template', 'import', 'json'],
  ),
  doctor: options(['json']),
}
function withPositionals(list: string[], names: string[]): fc.Arbitrary<string[]> {
  return fc
    .tuple(fc.array(pick(list), { maxLength: 2 }), options(names))
    .map(([positionals, more]) => [...positionals, ...more])
}
const otherCommand = fc.oneof(
  ...Object.entries(COMMANDS).map(([name, args]) => args.map((list) => [name, ...list])),
  oneOf(['upp'], [''], ['--help'], ['help'], ['-v'], ['__proto__'], ['toString'], ['-d'], ['--'], ['UP'], []),
)
const directory = odd(oneOf<string[]>([]), oneOf(['.'], ['$W/project'], ['grove.json'], ['$W'], [''], ['$W/a file'], ['missing'], ['/dev/null'], ['a', 'b'])) // prettier-ignore

const up = fc
  .tuple(
    directory,
    fc.oneof(
      { weight: 4, arbitrary: oneOf<string[]>([]) },
      { weight: 1, arbitrary: options([...START, 'json'], 3) },
    ),
  )
  .map(([where, list]) => ['up', ...where, '--exit-when-ready', '--timeout', '4', ...list])
const ownNode = '$NODE'
const run = fc
  .tuple(
    directory,
    options(START, 1),
    fc.oneof(
      oneOf<string[]>(
        ['true'],
        ['false'],
        ['nope'],
        ['/dev/null'],
        [''],
        ['sh', '-c', 'kill -9 $$'],
        ['sh', '-c', 'exit 200'],
      ),
      otherCommand.map((args) => [ownNode, groveBin, ...args]),
      otherCommand.map((args) => [ownNode, groveBin, ...args]),
    ),
  )
  .map(([where, list, command]) => ['run', ...where, '--timeout', '4', ...list, '--', ...command])

const signal = oneOf<'SIGINT' | 'SIGTERM' | 'SIGHUP'>('SIGINT', 'SIGTERM', 'SIGHUP')
const interrupt = fc.record({ signal, afterMs: fc.integer({ min: 50, max: 2_500 }) })

export const trials: fc.Arbitrary<Trial> = fc.record({
  args: fc.oneof(
    { weight: 6, arbitrary: up },
    { weight: 2, arbitrary: run },
    { weight: 2, arbitrary: otherCommand },
  ),
  cwd: odd(oneOf('$W/project'), oneOf('$W', '/')),
  env: fc.oneof({ weight: 1, arbitrary: oneOf<Trial['env']>({}) }, { weight: 2, arbitrary: environment }),
  files: project,
  interrupt: fc.oneof({ weight: 8, arbitrary: oneOf(null) }, { weight: 1, arbitrary: interrupt }),
})
