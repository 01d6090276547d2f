// Reads which file the `start` script of a package.json runs, and how.

export interface StartScript {
  /** Working directory, relative to the package. */
  cwd: string
  /** The file as it is named there. */
  entry: string
  /** Modules that Node loads first, like `ts-node/register`. */
  require: string[]
  /** The value of `env=…`. */
  environment: string | null
}

const TS_NODE = 'ts-node/register'
const REQUIRE = /^(?:-r|--require)$/
/** Options of ts-node that have a value. */
const TS_NODE_VALUES = /^(?:-P|--project|-C|--compiler|-O|--compiler-options|-I|--ignore|--cwd|--dir)$/
const ASSIGNMENT = /^[A-Za-z_]\w*=/

/** Returns the last `node FILE` or `ts-node FILE` of a script; null if it has none. */
export function parseStartScript(script: string): StartScript | null {
  let cwd = '.'
  let found: StartScript | null = null
  for (const command of script.split(/&&|;/)) {
    const words = command
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))
    while (words[0] === 'cross-env' || ASSIGNMENT.test(words[0] ?? '')) words.shift()
    if (words[0] === 'npx') words.shift()
    const [program, ...rest] = words
    if (program === 'cd' && rest[0] !== undefined) cwd = `${cwd}/${rest[0]}`
    if (program === 'node') found = parseWords(cwd, rest, []) ?? found
    if (program === 'ts-node') found = parseWords(cwd, rest, [TS_NODE]) ?? found
  }
  return found
}

function parseWords(cwd: string, words: string[], before: string[]): StartScript | null {
  const require = [...before]
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (REQUIRE.test(word)) require.push(words[(at += 1)] ?? '')
    else if (word.startsWith('--require=')) require.push(word.slice('--require='.length))
    else if (TS_NODE_VALUES.test(word) && before.length > 0) at += 1
    else if (!word.startsWith('-')) {
      // ts-node's own program takes the file to run as its argument.
      if (/node_modules\/(\.bin\/ts-node|ts-node\/dist\/bin(\.js)?)$/.test(word)) require.push(TS_NODE)
      else {
        const environment = words.slice(at + 1).find((each) => each.startsWith('env='))
        return { cwd, entry: word, require, environment: environment?.slice('env='.length) ?? null }
      }
    }
  }
  return null
}
