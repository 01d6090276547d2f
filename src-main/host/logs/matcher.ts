// Which lines a search finds: plain text or a regular expression, tested on a line without its escape sequences. Carriage
// returns divide a line, as a progress bar that is printed over itself does.
import { HostError, type LogQuery } from '../../contract/index.ts'
import { parseRegex } from '../../timeline/index.ts'

type Search = Pick<LogQuery, 'search' | 'regex' | 'matchCase'>

/**
 * Returns the test for a search, or null when every line is wanted.
 * @throws {HostError} `BAD_QUERY` if the regular expression is not valid.
 */
export function lineMatcher({
  search,
  regex,
  matchCase = false,
}: Search): ((line: string) => boolean) | null {
  const tests: ((line: string) => boolean)[] = []
  if (search) tests.push(textTest(search, matchCase))
  if (regex) tests.push(regexTest(regex, matchCase))
  return tests.length === 0 ? null : (line) => tests.every((test) => test(line))
}

function textTest(search: string, matchCase: boolean): (line: string) => boolean {
  if (matchCase) return (line) => line.includes(search)
  const lowerCase = search.toLowerCase()
  return (line) => line.toLowerCase().includes(lowerCase)
}

function regexTest(pattern: string, matchCase: boolean): (line: string) => boolean {
  const parsed = parseRegex(pattern, !matchCase)
  if (parsed.ok) {
    const { test } = parsed
    return (line) => test(line) || (line.includes('\r') && line.split('\r').some(test))
  }
  const { message, at } = parsed.error
  const hint = `${pattern}\n${' '.repeat(at)}^`
  throw new HostError({ code: 'BAD_QUERY', message, hint, field: 'regex' })
}
