// Secrets in the forms in which programs send and print them, and what only looks like one.

export interface PlantedSecret {
  form: string
  /** The text that must not be found anywhere. */
  secret: string
  /** In the body of a packet. */
  body?: unknown
  /** As positional arguments of a call. */
  args?: unknown[]
  /** In what a process prints, says or ends with. */
  text?: string
}

const SECRET = 'open-Sesame-4711'
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7Sesame4711\n-----END RSA PRIVATE KEY-----'
const under = (form: string, body: unknown): PlantedSecret => ({ form, secret: SECRET, body })
const printed = (form: string, text: string): PlantedSecret => ({ form, secret: SECRET, text })
// In two parts, so that scanners of this repository find nothing.
const shaped = (form: string, ...parts: string[]): PlantedSecret => {
  const secret = parts.join('')
  return { form, secret, body: { note: `see ${secret}.` }, args: [secret], text: `refused ${secret} twice` }
}

export const plantedSecrets: PlantedSecret[] = [
  under('a password', { password: SECRET }),
  under('a key in upper case', { DB_PASSWORD: SECRET }),
  under('a key in one word', { accesstoken: SECRET }),
  under('passwd', { passwd: SECRET }),
  under('apiKey', { apiKey: SECRET }),
  under('a header with dashes', { headers: { 'X-Api-Key': SECRET } }),
  under('an object under a secret key', { secret: { v: SECRET } }),
  under('a list under a secret key', { tokens: ['a', SECRET] }),
  { form: 'a number under a secret key', secret: '4711123499', body: { passcode: 4711123499 } },
  under('credentials', { credentials: { user: 'ann', value: SECRET } }),
  under('privateKey', { privateKey: SECRET }),
  under('jwt', { jwt: SECRET }),
  under('authorization', { authorization: `Digest ${SECRET}` }),
  under('a cookie', { 'set-cookie': [`sid=${SECRET}; HttpOnly`] }),
  under('under a key servers', { servers: { token: { v: SECRET } } }),
  under('under a key services', { services: { password: [SECRET] } }),
  under('a key with its value beside it', { env: [{ name: 'GROVE_TOKEN', value: SECRET }] }),
  under('an option and its value', { argv: ['serve', '--password', SECRET] }),
  under('an option with its value', { argv: ['serve', `--auth-token=${SECRET}`] }),
  under('JSON in a text', { message: JSON.stringify({ deep: { clientSecret: SECRET } }) }),
  under('a key of the plan', { session_key: SECRET }),
  under('a connection string', { dsn: `Server=db;User Id=sa;Password=${SECRET};Encrypt=yes` }),
  under('a URL with a password', { url: `postgres://ann:${SECRET}@db.example/shop` }),
  under('a URL with a token in its query', { url: `https://example.org/a?access_token=${SECRET}&b=1` }),
  { form: 'a method about a secret', secret: SECRET, args: ['ann', SECRET] },
  shaped('a JSON Web Token', JWT),
  shaped('a PEM block', PEM),
  shaped('a key of AWS', 'AKIA', 'IOSFODNN7EXAMPLE'),
  shaped('a token of GitHub', 'ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'),
  shaped('a token of Slack', 'xoxb-', '17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy'),
  shaped('a key of Google', 'AIza', 'SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe'),
  shaped('a key of Stripe', 'sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'),
  { ...shaped('a random text', 'q7Rf2LxV9sKd3TzB6mWc1PyH8nJg5AuE0oQi4'), body: undefined, text: undefined },
  printed('a bearer token', `GET /a failed, Authorization: Bearer ${SECRET}`),
  printed('a bearer token by itself', `sent Bearer ${SECRET}`),
  printed('a cookie in a header line', `Cookie: theme=dark; sid=${SECRET}`),
  printed('a variable', `PGPASSWORD=${SECRET} psql`),
  printed('an option of a command line', `node serve.js --password ${SECRET} --port 80`),
  printed('an inspected object', `Error: refused { user: 'ann', options: { password: '${SECRET}' } }`),
  printed('escaped JSON', `body "{\\"deep\\":{\\"api_key\\":\\"${SECRET}\\"}}"`),
  printed('a URL in a crash', `connect ECONNREFUSED redis://:${SECRET}@127.0.0.1:6379/0`),
  printed('YAML', `db:\n  user: ann\n  password: ${SECRET}\n`),
]

/** Look like secrets by their names or shapes, and must stay. */
export const innocentBodies: unknown[] = [
  { tokenizer: 'wordpiece', tokenize: 'yes' },
  { passenger: 'Ann', passengers: ['Ann', 'Bob'] },
  { keyboard: 'qwerty', keys: ['a', 'b'] },
  { authors: ['Ann'], authority: 'city', authorized: 'no' },
  { secretary: 'Bob' },
  { primaryKey: 'id', cacheKey: 'user:1', key: 'k1' },
  { publicKey: 'abc', keyCode: 13 },
  { maxTokens: 100, tokenCount: 5, prompt_tokens: 12 },
  { tokens: 1532 },
  { hasPassword: true, password: null, passwordRequired: 'yes' },
  { tokenType: 'Bearer', passwordPolicy: 'strict', cookieConsent: 'all' },
  { compass: 'north', bypass: 'lane', passport: 'blue' },
  { pwd: '/home/ann/project' },
  { url: 'http://localhost:3000/@vite/client?a=1', other: 'https://ann@example.org/x' },
  { time: '12:30:11', ratio: '1:2', query: 'a=b&c=d' },
  { message: 'Unexpected token: foo, Basic authentication is off' },
  { id: '550e8400-e29b-41d4-a716-446655440000', sha: 'f'.repeat(64) },
  { file: 'Sources/MyProject/src2/components/LoginForm.test.ts' },
  { text: 'I lost my keys, and the author is a passenger' },
  { summary: 'pass: 10, fail: 2', argv: ['--token-count', '5'] },
]

export const innocentArguments: unknown[][] = [
  ['ann', 'lobby', 3],
  ['550e8400-e29b-41d4-a716-446655440000'],
  ['V1StGXR8_Z5jdHi6B-myT'],
  ['getUserProfileV2FromDatabaseCluster1'],
  ['/home/Ann/projects/MyProject1/src/LoginForm.test.ts'],
]
