// What a plan may contain, and the sentence for what it may not.
import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../src-main/contract/index.ts'

function problemsOf(text: string): string[] {
  const parsed = parsePlan(JSON.parse(text))
  return parsed.ok ? [] : parsed.problems.map(({ field, message }) => `${field} ${message}`)
}
const ofTypes = (...types: string[]) =>
  problemsOf(`{"name":"p","servers":{${types.map((type) => `${JSON.stringify(type)}:{}`).join()}}}`)
const ofGroup = (members: string) => problemsOf(`{"name":"p","servers":{"a":{${members}}}}`)
const ofName = (name: unknown) => problemsOf(JSON.stringify({ name, servers: { a: {} } }))

describe('server types', () => {
  it.each([
    'a',
    'Chat',
    'chat-x',
    'a-1',
    '_a',
    '1a',
    'x'.repeat(123),
    'then',
    'end',
    'console',
    'com',
    'xcon',
    'null',
  ])('may be %j', (type) => {
    expect(ofTypes(type)).toEqual([])
  })

  const characters = 'must consist of A-Z a-z 0-9 . _ -'
  const reserved = 'is a reserved name'
  const device = 'is the name of a device on Windows'
  it.each([
    ['', '"" must not be empty'],
    ['a b', `"a b" ${characters}`],
    ['a/b', `"a/b" ${characters}`],
    ['чат', `чат ${characters}`],
    ['🌳', `🌳 ${characters}`],
    ['a\u0000', `"a\\u0000" ${characters}`],
    ['.', '"." must not begin with . or -'],
    ['..', '".." must not begin with . or -'],
    ['-rf', '-rf must not begin with . or -'],
    ['a.', '"a." must not end with a dot'],
    ['1', '1 must not be a number'],
    ['master', `master ${reserved}`],
    ['__proto__', `__proto__ ${reserved}`],
    ['constructor', `constructor ${reserved}`],
    ['toString', `toString ${reserved}`],
    ['hasOwnProperty', `hasOwnProperty ${reserved}`],
    ['con', `con ${device}`],
    ['NUL', `NUL ${device}`],
    ['lpt1.x', `lpt1.x ${device}`],
    ['x'.repeat(124), `${'x'.repeat(60)}… must be 123 characters at most, so that its ids are 128 at most`],
  ])('may not be %j', (type, problem) => {
    expect(ofTypes(type)[0]).toBe(`servers.${problem}`)
  })

  const SIMILAR = 'types must differ in more than case and the characters . _ -'
  it.each([
    [['chat', 'Chat'], 'servers.Chat', 'chat'],
    [['chat.x', 'chat-x'], 'servers.chat-x', 'chat.x'],
    [['chat_x', 'CHAT.X'], 'servers.CHAT.X', 'chat_x'],
    [['Master'], 'servers.Master', 'master'],
  ])('%j share a file or a variable', (types, field, other) => {
    expect(ofTypes(...types)).toEqual([`${field} is too similar to ${other}: ${SIMILAR}`])
  })
})

it.each([
  [['a', 'a-1'], 'a-1', 'a'],
  [['a-20', 'a'], 'a-20', 'a'],
  [['master-1'], 'master-1', 'master'],
])('%j: a command could not tell a type from an id', (types, type, owner) => {
  expect(ofTypes(...types)).toEqual([
    `servers.${type} could also mean a server of ${owner}: rename one of them`,
  ])
})

describe('a value of the wrong type is called that, not missing', () => {
  it.each([
    ['"count":"2"', 'count must be a whole number, not "2"'],
    ['"count":1.5', 'count must be a whole number, not 1.5'],
    ['"count":null', 'count must be a whole number, not null'],
    ['"count":-1', 'count must be 0 to 1000'],
    ['"port":"6050"', 'port must be "auto", "none" or a number from 1 to 65535, not "6050"'],
    ['"port":true', 'port must be "auto", "none" or a number from 1 to 65535, not true'],
    ['"env":{"PORT":3000}', 'env.PORT must be a string, not a number'],
    ['"env":{"A":false}', 'env.A must be a string, not a boolean'],
    ['"env":{"":"x"}', 'env."" must be a variable name'],
    ['"env":[]', 'env must be an object: variable name → string, not a list'],
    ['"args":"--x"', 'args must be a list of strings, not "--x"'],
    ['"args":[1]', 'args.0 must be a string, not a number'],
    ['"nodeArgs":{}', 'nodeArgs must be a list of strings, not an object'],
    ['"restart":true', 'restart must be "never", "on-failure" or "always", not true'],
    ['"restart":"allways"', 'restart must be "never", "on-failure" or "always", not "allways"'],
    ['"ready":true', 'ready must be an object, not true'],
    ['"ready":{"http":{}}', 'ready.http.port is missing'],
    [
      '"ready":{"http":{"port":80,"path":"/a b"}}',
      'ready.http.path must begin with / and have neither spaces nor characters beyond ASCII',
    ],
    [
      '"Count":2',
      'Count is not a field here; did you mean count? Allowed are: count, port, env, args, nodeArgs, restart, ready, dependsOn, command, cwd, adapter, tap, stop',
    ],
    ['"__proto__":{}', '__proto__ is a reserved name'],
  ])('%s', (members, problem) => {
    expect(ofGroup(members)).toEqual([`servers.a.${problem}`])
  })

  it.each([
    ['[]', '(the whole file) must be an object, not a list'],
    ['{"name":"p"}', 'servers is missing'],
    ['{"name":"p","servers":[]}', 'servers must be an object: server type → { count, port, … }, not a list'],
    ['{"name":"p","servers":{"a":7}}', 'servers.a must be an object, not 7'],
    ['{"name":"p","servers":{"a":null}}', 'servers.a must be an object, not null'],
    [
      '{"name":"p","servers":{},"master":{"host":"a\\nb"}}',
      'master.host must be a host name or an IP address',
    ],
    ['{"name":"p","servers":{},"master":{"host":7}}', 'master.host must be a string, not a number'],
    [
      '{"name":"p","servers":{},"server":{}}',
      'server is not a field here; did you mean servers? Allowed are: name, master, env, servers, pomelo, logs, redact',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem])
  })
})

it('a name is text of one line that no terminal obeys', () => {
  for (const name of ['🌳', 'שלום', '../x', 'a b', '👩‍👩‍👧', 'x'.repeat(128)])
    expect(ofName(name), name).toEqual([])
  const controls = 'name must not contain control characters'
  for (const name of ['\u001b[31m', 'a\nb', 'a\u0000', '\u009b', 'a\u202eb', '\u2066', 'a\u2028', '\ud800'])
    expect(ofName(name), JSON.stringify(name)).toEqual([controls])
  expect(ofName('')).toEqual(['name must not be empty'])
  expect(ofName(' ')).toEqual(['name must not be blank'])
  expect(ofName('x'.repeat(500))).toEqual(['name must be 128 characters at most'])
  expect(ofName(5)).toEqual(['name must be a string, not a number'])
})
