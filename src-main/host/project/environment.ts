// The project's `.env`: variables for its servers that stay out of the plan. Values are never told, recorded or logged.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { HostError } from '../../contract/index.ts'

export type Environment = Record<string, string>

const FILE = '.env'
/** Blank, a comment, or `NAME=value`, whose value may be quoted and then go over several lines. */
const STATEMENT =
  /[ \t]*(?:#.*|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*(?:"[^"]*".*|'[^']*'.*|`[^`]*`.*|.*))?(?:\n|$)/y

/** Empty where there is no such file. Fails with `BAD_ENV`, naming the line and not what is in it. */
export async function readEnvironment(directory: string): Promise<Environment> {
  const file = join(directory, FILE)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new HostError({ code: 'BAD_ENV', message: `${file} cannot be read: ${error.message}.` }, error)
  })
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const bad = badLine(plain)
  if (bad !== null) {
    throw new HostError({
      code: 'BAD_ENV',
      message: `${file}:${bad} is neither NAME=value nor a comment.`,
      field: `line ${bad}`,
    })
  }
  return { ...parseEnv(plain) } as Environment
}

/** The number of the first line that says nothing, from 1. */
function badLine(text: string): number | null {
  let at = 0
  while (at < text.length) {
    STATEMENT.lastIndex = at
    const length = STATEMENT.exec(text)?.[0].length ?? 0
    if (length === 0) return text.slice(0, at).split('\n').length
    at += length
  }
  return null
}

/** What a process gets beside Grove's own environment, which wins over `.env`; the plan wins over both. */
export function processEnvironment(dotEnv: Environment, ...plan: Environment[]): Environment {
  const free = Object.entries(dotEnv).filter(([name]) => process.env[name] === undefined)
  return Object.assign(Object.fromEntries(free), ...plan) as Environment
}
