// Reads the project's `.env`: variables for its servers. Their values are never shown, recorded or logged.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { HostError } from '../../contract/index.ts'

export type Environment = Record<string, string>

const FILE_NAME = '.env'
/** Blank, a comment, or `NAME=value`. A quoted value may span several lines. */
const STATEMENT =
  /[ \t]*(?:#.*|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*(?:"[^"]*".*|'[^']*'.*|`[^`]*`.*|.*))?(?:\n|$)/y

/** Returns {} if there is no `.env`. @throws {HostError} BAD_ENV with the line number, without its content */
export async function readEnvironment(directory: string): Promise<Environment> {
  const file = join(directory, FILE_NAME)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new HostError({ code: 'BAD_ENV', message: `${file} cannot be read: ${error.message}.` }, error)
  })
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const invalid = invalidLine(plain)
  if (invalid !== null) {
    throw new HostError({
      code: 'BAD_ENV',
      message: `${file}:${invalid} is neither NAME=value nor a comment.`,
      field: `line ${invalid}`,
    })
  }
  return { ...parseEnv(plain) } as Environment
}

/** Returns the number of the first invalid line, from 1. */
function invalidLine(text: string): number | null {
  let at = 0
  while (at < text.length) {
    STATEMENT.lastIndex = at
    const length = STATEMENT.exec(text)?.[0].length ?? 0
    if (length === 0) return text.slice(0, at).split('\n').length
    at += length
  }
  return null
}

/** Merges the variables of a server: Grove's own environment overrides `.env`, the plan overrides both. */
export function processEnvironment(dotEnv: Environment, ...plan: Environment[]): Environment {
  const unset = Object.entries(dotEnv).filter(([name]) => process.env[name] === undefined)
  return Object.assign(Object.fromEntries(unset), ...plan) as Environment
}
