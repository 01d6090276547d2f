// Which lines a search finds: plain text or a pattern, in what a line looks like without its colours.
import { stripVTControlCharacters } from 'node:util'
import { RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp'
import { HostError, type LogQuery } from '../../contract/index.ts'

type Search = Pick<LogQuery, 'search' | 'regex' | 'matchCase'>

/** Null where every line is meant. The pattern must have been checked. */
export function matcherOf({ search, regex, matchCase = false }: Search): ((text: string) => boolean) | null {
  const tests: ((text: string) => boolean)[] = []
  if (search) tests.push(finder(matchCase ? search : search.toLowerCase(), matchCase))
  if (regex) {
    const pattern = new RegExp(regex, matchCase ? '' : 'i')
    tests.push((text) => pattern.test(text))
  }
  return tests.length === 0 ? null : (text) => tests.every((test) => test(text))
}

export function withoutEscapes(text: string): string {
  return text.includes('\u001B') || text.includes('\u009B') ? stripVTControlCharacters(text) : text
}

/** Fails with `BAD_REGEX`, which says where the pattern goes wrong. */
export function checkRegex(regex: string): void {
  try {
    new RegExpParser({ strict: false }).parsePattern(regex)
    RegExp(regex)
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(': ').at(-1)
    const at = error instanceof RegExpSyntaxError ? ` at character ${Math.max(1, error.index)}` : ''
    throw new HostError(
      { code: 'BAD_REGEX', message: `This is no regular expression: ${reason}${at}.`, field: 'regex' },
      error,
    )
  }
}

function finder(wanted: string, matchCase: boolean): (text: string) => boolean {
  return matchCase ? (text) => text.includes(wanted) : (text) => text.toLowerCase().includes(wanted)
}
