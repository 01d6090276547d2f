// What may be on the command line of a server: ids, texts, and arguments for Node.

/** Of one value. */
export const MAX_LENGTH = 1_024
/** An id or a type: the name of a log file. */
export const NAME = /^(?![.-])[A-Za-z0-9._-]{1,128}(?<!\.)$/
/** Of a command line: no NUL, no line breaks and nothing that hides or reorders text. */
export const TEXT = /^[^\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]*$/u

/** Options of Node that are followed by a word of their own. */
const WITH_WORD = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--title)$/
const LOADS = /^(-r|--require|--import|--loader|--experimental-loader)$/
const RUNS =
  /^(-e|--eval|-p|--print|-pe|-i|--interactive|--run|--test|--env-file|--snapshot-blob|-c|--check)$/

/** Arguments may set options of Node; they may not run another file or load one from elsewhere. */
export function problemOfArgs(words: string[]): string | null {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word.length > MAX_LENGTH || !TEXT.test(word)) return 'must not contain control characters'
    const [option = '', inline] = word.split(/=(.*)/s)
    if (!word.startsWith('-') || word === '-' || word === '--')
      return `would run ${quoted(word)} instead of the project`
    if (RUNS.test(option)) return `must not contain ${option}, which runs or reads something else`
    const value = WITH_WORD.test(option) ? (inline ?? words[(at += 1)] ?? '') : inline
    if (LOADS.test(option) && (value === undefined || !isOwnModule(value))) {
      return `must not load ${quoted(value ?? '')}, which is outside the project`
    }
  }
  return null
}

/** A package, or a file below the working directory. */
function isOwnModule(specifier: string): boolean {
  return /^(\.\/)?(?![/\\~.])[\w@][\w@./-]*$/.test(specifier) && !specifier.split('/').includes('..')
}

/** Makes text from outside safe to show. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return NAME.test(text) ? short : JSON.stringify(short).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?')
}
