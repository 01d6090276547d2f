// Regular expressions as queries may have them: the part of JavaScript's syntax that one pass over the text can decide.
// No backreferences and no looking around; so no pattern, however meant, takes longer than its length times the text's.
import { QueryError } from './query-error.ts'

/** Of the code of one character. */
type Test = (code: number) => boolean

export type Expression =
  /** One character. */
  | { kind: 'one'; test: Test }
  | { kind: 'sequence'; of: Expression[] }
  | { kind: 'choice'; of: Expression[] }
  | { kind: 'repeat'; of: Expression; least: number; most: number }
  | { kind: 'begin' | 'end' }

const DEEPEST = 30
const MOST_TIMES = 100
const ALLOWED = 'allowed are . [ ] ( ) | ^ $ * + ? {m,n} and \\d \\w \\s \\D \\W \\S \\n \\r \\t'

const CLASSES: Readonly<Record<string, RegExp>> = { d: /\d/, w: /\w/, s: /\s/, D: /\D/, W: /\W/, S: /\S/ }
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const LINE_ENDS = /[\n\r\u2028\u2029]/

/** Parses what stands between the slashes. `offset` is where that begins, for errors. Throws a `QueryError`. */
export function parseExpression(pattern: string, ignoreCase: boolean, offset: number): Expression {
  const parser = new Parser(pattern, ignoreCase, offset)
  const expression = parser.choice(0)
  if (!parser.done) parser.fail('This ")" closes no group; a plain one is written \\)')
  return expression
}

class Parser {
  readonly #text: string
  readonly #ignoreCase: boolean
  readonly #offset: number
  #at = 0

  constructor(text: string, ignoreCase: boolean, offset: number) {
    this.#text = text
    this.#ignoreCase = ignoreCase
    this.#offset = offset
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  fail(message: string, at = this.#at): never {
    throw new QueryError(`${message}.`, this.#offset + at)
  }

  choice(depth: number): Expression {
    if (depth > DEEPEST) this.fail(`Groups are nested more than ${DEEPEST} deep`)
    const of = [this.#sequence(depth)]
    while (this.#take('|')) of.push(this.#sequence(depth))
    return of.length === 1 && of[0] ? of[0] : { kind: 'choice', of }
  }

  #sequence(depth: number): Expression {
    const of: Expression[] = []
    while (!this.done && this.#peek() !== '|' && this.#peek() !== ')') of.push(this.#repeated(depth))
    return { kind: 'sequence', of }
  }

  #repeated(depth: number): Expression {
    const begins = this.#at
    const of = this.#atom(depth)
    const times = this.#times()
    if (!times) return of
    if (of.kind === 'begin' || of.kind === 'end') this.fail('Nothing is here to be repeated', begins)
    // A lazy repetition finds the same lines.
    this.#take('?')
    if (this.#times()) this.fail('A repetition cannot be repeated; put it in a group')
    return { kind: 'repeat', of, ...times }
  }

  #times(): { least: number; most: number } | null {
    if (this.#take('*')) return { least: 0, most: Infinity }
    if (this.#take('+')) return { least: 1, most: Infinity }
    if (this.#take('?')) return { least: 0, most: 1 }
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at))
    if (!braces) return null
    const least = Number(braces[1])
    const most = braces[2] === undefined ? least : braces[3] === '' ? Infinity : Number(braces[3])
    if (most < least) this.fail('The counts of this repetition are in the wrong order')
    if (least > MOST_TIMES || (most !== Infinity && most > MOST_TIMES)) {
      this.fail(`A repetition counts up to ${MOST_TIMES}`)
    }
    this.#at += braces[0].length
    return { least, most }
  }

  #atom(depth: number): Expression {
    const at = this.#at
    const letter = this.#next()
    switch (letter) {
      case '(':
        return this.#group(depth, at)
      case '[':
        return this.#set(at)
      case '.':
        return { kind: 'one', test: (code) => !LINE_ENDS.test(String.fromCharCode(code)) }
      case '^':
        return { kind: 'begin' }
      case '$':
        return { kind: 'end' }
      case '\\':
        return this.#one(this.#escape())
      case '*':
      case '+':
      case '?':
        return this.fail('Nothing is here to be repeated', at)
      default:
        return this.#one(is(letter))
    }
  }

  #one(test: Test): Expression {
    return { kind: 'one', test: this.#inCase(test) }
  }

  /** Where case is ignored, a letter is what either of its cases is. */
  #inCase(test: Test): Test {
    if (!this.#ignoreCase) return test
    return (code) => {
      const letter = String.fromCharCode(code)
      return test(code) || [letter.toLowerCase(), letter.toUpperCase()].some((one) => test(one.charCodeAt(0)))
    }
  }

  #group(depth: number, begins: number): Expression {
    if (this.#take('?') && !this.#take(':')) {
      this.fail(`Groups are ( ) or (?: ); ${ALLOWED}`, begins)
    }
    const inner = this.choice(depth + 1)
    if (!this.#take(')')) this.fail('This group is never closed', begins)
    return inner
  }

  #set(begins: number): Expression {
    const negated = this.#take('^')
    const tests: Test[] = []
    while (!this.#take(']')) {
      if (this.done) this.fail('This "[" is never closed', begins)
      tests.push(this.#inCase(this.#member()))
    }
    return { kind: 'one', test: (code) => tests.some((test) => test(code)) !== negated }
  }

  /** One character of a set, or a range of them. */
  #member(): Test {
    const begins = this.#at
    const from = this.#next()
    if (from === '\\') {
      const test = this.#escape()
      if (/^-[^\]]/.test(this.#text.slice(this.#at)))
        this.fail('A range begins with a plain character', begins)
      return test
    }
    if (!/^-[^\]]/.test(this.#text.slice(this.#at))) return is(from)
    this.#at += 1
    const to = this.#next()
    if (to === '\\') this.fail('A range ends with a plain character')
    if (to < from) this.fail('This range runs backwards', begins)
    return (code) => code >= from.charCodeAt(0) && code <= to.charCodeAt(0)
  }

  /** What follows a backslash. */
  #escape(): Test {
    if (this.done) this.fail('A backslash stands before what it escapes')
    const at = this.#at
    const letter = this.#next()
    const known = CLASSES[letter]
    if (known) return (code) => known.test(String.fromCharCode(code))
    if (/[A-Za-z0-9]/.test(letter) && !CONTROLS[letter]) this.fail(`\\${letter} is not known; ${ALLOWED}`, at)
    return is(CONTROLS[letter] ?? letter)
  }

  #peek(): string {
    return this.#text.charAt(this.#at)
  }

  #next(): string {
    return this.#text.charAt(this.#at++)
  }

  #take(letter: string): boolean {
    const there = this.#peek() === letter
    if (there) this.#at += 1
    return there
  }
}

function is(letter: string): Test {
  const wanted = letter.charCodeAt(0)
  return (code) => code === wanted
}
