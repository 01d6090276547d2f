// Recognizes secrets: by the name of the key that they stand under, and by their own shape in any text.

/** Stands in place of a secret. */
export const MASK = '[redacted]'

/** Tells whether the value of a key with this name is a secret. */
export type SecretKeyTest = (key: string) => boolean

/** A word of a key that ends like one of these names a secret: `dbPassword`, `AUTH_TOKEN`, `accesstoken`. */
const SECRET_ENDINGS =
  /(?:tokens?|passwords?|passwd|passphrase|passcode|secrets?|credentials?|authorization|cookies?|api_?keys?)$/
const SECRET_WORDS = new Set(['jwt', 'jwts', 'pass', 'pwd', 'otp', 'cvv', 'cvc'])
/** A `key` is public unless a word before it says otherwise: `privateKey`, but not `primaryKey` or `cacheKey`. */
const SECRET_KINDS_OF_KEY =
  /^(?:api|private|access|account|secret|signing|encryption|decryption|hmac|master|shared|deploy|consumer|ssh|service)$/
/** With one of these as its last word a key describes a secret and does not hold it: `tokenCount`, `passwordPolicy`. */
const DESCRIPTIONS = new Set(
  (
    'count counts length size limit max min total type kind name names id ids expiry expires expiration at in ttl age ' +
    'usage used policy required enabled disabled valid invalid index position offset field fields file path status ' +
    'state strength rule rules hint label placeholder format version bucket budget consent'
  ).split(' '),
)
const COUNTS = new Set(['max', 'min', 'num', 'number', 'total', 'count', 'prompt', 'completion'])

const MAX_KEY_CHARACTERS = 128
const MAX_CACHED_KEYS = 10_000

/** @param keys further names of secrets; case, `-` and `_` do not matter */
export function secretKeyTest(keys: readonly string[] = []): SecretKeyTest {
  const further = new Set(keys.map(normalizeKey))
  const known = new Map<string, boolean>()
  return (key) => {
    let isSecret = known.get(key)
    if (isSecret !== undefined) return isSecret
    isSecret = further.has(normalizeKey(key)) || namesSecret(key.slice(0, MAX_KEY_CHARACTERS))
    if (key.length <= MAX_KEY_CHARACTERS && known.size < MAX_CACHED_KEYS) known.set(key, isSecret)
    return isSecret
  }
}

function normalizeKey(key: string): string {
  return key.replace(/[-_]/g, '').toLowerCase()
}

function namesSecret(key: string): boolean {
  const words = wordsOf(key)
  const last = words.at(-1)
  if (last === undefined || DESCRIPTIONS.has(last)) return false
  if (COUNTS.has(words[0] ?? '') && last === 'tokens') return false
  return words.some(
    (word, index) =>
      SECRET_WORDS.has(word) ||
      SECRET_ENDINGS.test(word) ||
      (/^keys?$/.test(word) && SECRET_KINDS_OF_KEY.test(words[index - 1] ?? '')) ||
      /^(?:private|secret|access)keys?$/.test(word),
  )
}

/** `dbPassword2`, `DB_PASSWORD` and `db-password` are the words `db` and `password`. */
function wordsOf(key: string): string[] {
  const parts = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
  return parts
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** Secrets with a shape of their own; `$1` is kept. No pattern matches a quote, so that JSON stays JSON. */
const SHAPES: readonly RegExp[] = [
  // PEM blocks; a truncated one too.
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^"]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?="|$))/g,
  // JSON Web Tokens.
  /(?<![\w-])()eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g,
  // AWS, Google, GitHub, GitLab, Slack, Stripe, npm, PyPI, OpenAI and others: all mark their tokens by a prefix.
  /(?<![A-Za-z0-9])()(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])()(?:AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/g,
  /(?<![A-Za-z0-9])()(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,})/g,
  /(?<![A-Za-z0-9])()(?:xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|[srpw]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[\w+/=]{16,})/g,
  /(?<![A-Za-z0-9_-])()(?:sk-[\w-]{20,}|hf_[A-Za-z0-9]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_[0-9a-f]{40,}|hv[sbr]\.[\w-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{20,})/g,
  /(hooks\.slack\.com\/services\/)[\w/]{10,}/g,
  // A scheme of HTTP authentication and what follows it: long, or not a plain word.
  /\b((?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Dd]igest|[Nn]egotiate)\s{1,4})(?!\[redacted\])(?:(?=[^\s"',;]*(?:\d|=|[a-z][A-Z]|[A-Z]{2}))[\w.~+/=-]{6,}|[\w.~+/=-]{16,})/g,
  // A password in a URL, or a user name that is one.
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>/@:?#]{0,256}:)(?!\[redacted\]@)(?!\d{1,5}(?:[/?#]|$))[^\s"'<>@]{1,512}(?=@[^\s"'<>])/gi,
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)(?=[^\s"'<>/@:]*\d)[^\s"'<>/@:?#[]{20,256}(?=@)/gi,
  /([?&](?:sig|signature|x-amz-signature|x-goog-signature|code_verifier)=)(?!\[redacted\])[^\s"'&#]{8,}/gi,
]
/** Cheap test that most texts fail: they hold no secret of any shape. */
const MAY_HAVE_SHAPE =
  /eyJ|PRIVATE KEY|AKIA|ASIA|AIza|ya29|GOCSPX|gh[pousr]_|github_pat|glpat-|npm_|pypi-|xox[a-z]-|xapp-|[srpw]k_|whsec_|sk-|hf_|SG\.|dop_v1|hv[sbr]\.|AGE-SECRET|slack\.com|:\/\/[^\s/]*@|[?&][A-Za-z-]*(?:[Ss]ig|code_verifier)|[Bb]earer|BEARER|[Bb]asic|BASIC|[Dd]igest|[Nn]egotiate/

/** Replaces secrets with a shape of their own; the same text if there are none. Encoded JSON stays JSON. */
export function maskShapes(text: string): string {
  if (!MAY_HAVE_SHAPE.test(text)) return text
  return SHAPES.reduce((masked, shape) => masked.replace(shape, `$1${MASK}`), text)
}

/** A header line: the rest of it is the secret. */
const HEADER =
  /\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s{0,8}:\s{0,8}["']?)(?!\[redacted\])([^\r\n"']+)/gi
/** `key=`, `key: `, `"key": `, also in a text inside JSON. */
const KEY = /(?<![\w.-])(?<!unexpected )([\w.-]{2,128})\\{0,4}["']?\s{0,8}[=:]\s{0,8}/gi
/** What follows a key: a quoted text, a list or an object, which may be cut, or a word. */
const VALUE =
  /(\\{1,4}")[^"\\]*(?:\\{1,4}")?|(")(?:[^"\\]|\\[^])*"?|(')(?:[^'\\]|\\[^])*'?|\{[^{}]{0,4096}\}?|\[[^[\]]{0,4096}\]?|[^\s,;&"'(){}[\]<>]+/y
/** `--key value` of a command line. */
const OPTION = /(?<![\w-])(--?[A-Za-z][\w-]{1,127})(\s{1,8})(?![-[])("(?:[^"\\]|\\[^])*"?|'[^']*'?|[^\s"']+)/g

/** Words that say something about a secret where it would stand. */
const NOT_SECRETS =
  /^(?:true|false|null|undefined|none|missing|required|invalid|expired|empty|ok|unknown)[.!]?$/i
const FOLDER = /^(?:[A-Za-z]:)?[\\/]/

/** Replaces secrets in text for people: those with a shape, and what stands beside a secret key. */
export function maskText(text: string, isSecretKey: SecretKeyTest): string {
  const masked = maskShapes(text)
  if (!/[=:]|--/.test(masked)) return masked
  return maskPairs(masked.replace(HEADER, `$1$2${MASK}`), isSecretKey).replace(
    OPTION,
    (pair, option: string, between: string, value: string) =>
      isSecretKey(option) && !NOT_SECRETS.test(value) ? `${option}${between}${MASK}` : pair,
  )
}

function maskPairs(text: string, isSecretKey: SecretKeyTest): string {
  let masked = ''
  let done = 0
  KEY.lastIndex = 0
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const key = match[1] ?? ''
    if (!isSecretKey(key)) continue
    VALUE.lastIndex = KEY.lastIndex
    const found = VALUE.exec(text)
    const value = found?.[0] ?? ''
    if (!found || text.startsWith(MASK, found.index) || NOT_SECRETS.test(value)) continue
    if (isHarmless(key, value)) continue
    const quote = found[1] ?? found[2] ?? found[3] ?? ''
    masked += text.slice(done, found.index) + quote + MASK + quote
    KEY.lastIndex = done = VALUE.lastIndex
  }
  return done === 0 ? text : masked + text.slice(done)
}

/** Some keys name a secret or something else: `pwd` a folder, `tokens` and `pass` a count. */
export function isHarmless(key: string, value: unknown): boolean {
  if (/pwd$/i.test(key)) return typeof value === 'string' && FOLDER.test(value)
  return /(?:tokens|pass)$/i.test(key) && (typeof value === 'number' || /^\d{1,9}$/.test(String(value)))
}
