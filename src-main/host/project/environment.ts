// Reads the project's `.env`: variables for its servers. Their values are never shown, recorded or logged.
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { HostError } from '../../contract/index.ts'
import { isMissing, readFailure, readText } from '../state/safe-read.ts'

export type Environment = Record<string, string>

const FILE_NAME = '.env'
const NAME = /[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*/
/** Blank, a comment, or `NAME=value`. A quoted value may span several lines. */
const STATEMENT = new RegExp(
  `[ \\t]*(?:#.*)?(?:\\n|$)|${NAME.source}(?:"[^"]*".*|'[^']*'.*|\`[^\`]*\`.*|(?![ \\t]*["'\`]).*)(?:\\n|$)`,
  'y',
)
const OPEN_QUOTE = new RegExp(`${NAME.source}["'\`]`, 'y')

/** Returns {} if there is no `.env`. @throws {HostError} BAD_ENV with the line number, without its content */
export async function readEnvironment(directory: string): Promise<Environment> {
  const file = join(directory, FILE_NAME)
  const text = await readText(file).catch((error: unknown) => {
    if (isMissing(error)) return ''
    throw new HostError({ code: 'BAD_ENV', message: `${file} cannot be read: ${readFailure(error)}.` }, error)
  })
  const plain = text.replaceAll(/\r\n?/g, '\n')
  const invalid = findInvalid(plain)
  if (invalid) {
    const line = plain.slice(0, invalid.at).split('\n').length
    const message = `${file}:${line} ${invalid.problem}.`
    throw new HostError({ code: 'BAD_ENV', message, field: `line ${line}` })
  }
  return { ...parseEnv(plain) } as Environment
}

/** Returns the place of the first invalid statement, and what is wrong with it. */
function findInvalid(text: string): { at: number; problem: string } | null {
  const nul = text.indexOf('\0')
  let at = 0
  while (at < text.length) {
    STATEMENT.lastIndex = OPEN_QUOTE.lastIndex = at
    const length = STATEMENT.exec(text)?.[0].length ?? 0
    if (nul >= at && nul < at + length) return { at: nul, problem: 'contains a NUL character' }
    if (length === 0) {
      const isOpen = OPEN_QUOTE.test(text)
      return { at, problem: isOpen ? 'has a quote without an end' : 'is neither NAME=value nor a comment' }
    }
    at += length
  }
  return null
}

/** Merges the variables of a server: Grove's own environment overrides `.env`, the plan overrides both. */
export function processEnvironment(dotEnv: Environment, ...plan: Environment[]): Environment {
  const unset = Object.entries(dotEnv).filter(([name]) => process.env[name] === undefined)
  return Object.assign(Object.fromEntries(unset), ...plan) as Environment
}
