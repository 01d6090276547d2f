// Splits a command line into its words, without a shell.

const WORD = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)/y
/** What only a shell understands. */
const SHELL_OPERATOR = /^(?:\|\|?|&&?|;|\d?>>?(?:&\d)?|\d?>>?&\d|<<?)$/

export type CommandWords = { ok: true; words: string[] } | { ok: false; problem: string }

/** Splits at white space. '…' and "…" keep a text together; there are no escapes. Never throws. */
export function splitCommand(text: string): CommandWords {
  const words: string[] = []
  WORD.lastIndex = 0
  for (let at = 0; text.slice(at).trim() !== ''; at = WORD.lastIndex) {
    const word = WORD.exec(text)?.[1]
    if (word === undefined) return { ok: false, problem: 'has a quote without an end' }
    if (SHELL_OPERATOR.test(word)) {
      const problem = `has ${word}, which only a shell understands; write ["sh", "-c", "…"] for one`
      return { ok: false, problem }
    }
    words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double))
  }
  return { ok: true, words }
}
