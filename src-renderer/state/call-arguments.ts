// The arguments of a call as a user types them: JSON values with commas between, and where the first error is.

export type ParsedArguments =
  | { ok: true; args: unknown[] }
  /** Line and column of the first error, from 1. `isEnd`: the text ends too early. */
  | { ok: false; line: number; column: number; isEnd: boolean }

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing'

const SPACE = /[ \t\n\r]*/y
const SCALAR =
  /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy

export function parseArguments(text: string): ParsedArguments {
  const list = `[${text}]`
  try {
    return { ok: true, args: JSON.parse(list) as unknown[] }
  } catch {
    const at = Math.max(0, Math.min(text.length, errorIndex(list) - 1))
    const before = text.slice(0, at).split('\n')
    return {
      ok: false,
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      isEnd: at === text.length,
    }
  }
}

/** Returns the index of the first character that cannot be there. */
function errorIndex(json: string): number {
  const brackets: ('[' | '{')[] = []
  let expected: Expected = 'value'
  const afterValue = (): Expected => (brackets.length === 0 ? 'nothing' : 'commaOrEnd')
  for (let at = skip(json, 0); at < json.length; at = skip(json, at)) {
    const sign = json[at] as string
    const isValueExpected: boolean = expected === 'value' || expected === 'valueOrEnd'
    if (isValueExpected && (sign === '[' || sign === '{')) {
      brackets.push(sign)
      expected = sign === '[' ? 'valueOrEnd' : 'keyOrEnd'
      at += 1
    } else if (sign === ']' || sign === '}') {
      const isEnd: boolean =
        expected === 'commaOrEnd' || expected === (sign === ']' ? 'valueOrEnd' : 'keyOrEnd')
      if (!isEnd || brackets.pop() !== (sign === ']' ? '[' : '{')) return at
      expected = afterValue()
      at += 1
    } else if (sign === ',' && expected === 'commaOrEnd') {
      expected = brackets.at(-1) === '[' ? 'value' : 'key'
      at += 1
    } else if (sign === ':' && expected === 'colon') {
      expected = 'value'
      at += 1
    } else {
      SCALAR.lastIndex = at
      const scalar: string | undefined = SCALAR.exec(json)?.[0]
      const isKey: boolean = expected === 'key' || expected === 'keyOrEnd'
      if (scalar === undefined || !(isValueExpected || (isKey && sign === '"'))) return at
      expected = isKey ? 'colon' : afterValue()
      at += scalar.length
    }
  }
  return json.length
}

function skip(json: string, at: number): number {
  SPACE.lastIndex = at
  return at + (SPACE.exec(json)?.[0].length ?? 0)
}
