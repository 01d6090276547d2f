// Regular expressions that users type, in queries and log searches: RE2's syntax and engine, whose time grows only with
// the length of the text.
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'

/** Instructions of the compiled pattern: the most work that one character can cause. */
const MAX_PROGRAM_SIZE = 2_000

interface PatternError {
  /** A sentence that says what is wrong. */
  message: string
  /** The reason in that sentence: `missing closing ): (a`. */
  reason: string
  /** Index of the character that it is about, from 0. */
  at: number
}

export type ParsedRegex =
  /** Tells whether the pattern occurs in a text. `size` is its number of instructions. */
  { ok: true; size: number; test: (text: string) => boolean } | { ok: false; error: PatternError }

/** Compiles a pattern in RE2's syntax. Never throws. */
export function parseRegex(pattern: string, ignoreCase: boolean): ParsedRegex {
  try {
    const regex = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
    const size = regex.programSize()
    if (size > MAX_PROGRAM_SIZE) return invalid('its repetitions count too high', 0)
    return { ok: true, size, test: (text) => regex.test(text) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    if (!(error instanceof RE2JSSyntaxException)) return invalid(error.message, 0)
    // The engine adds its flags to the pattern.
    const part = (error.input ?? '').replace(/^\(\?i\)/, '')
    const at = part === '' ? pattern.length : Math.max(0, pattern.indexOf(part))
    const shown = part === '' || part === pattern ? '' : ` ${part}`
    return invalid(`${error.error}${shown}`, at)
  }
}

function invalid(reason: string, at: number): ParsedRegex {
  return { ok: false, error: { message: `This regular expression is not valid: ${reason}.`, reason, at } }
}
