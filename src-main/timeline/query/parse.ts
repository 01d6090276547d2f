// Parses queries. Throws a `QueryError` that points at the character and says what is allowed.
import { parseRegex } from '../regex.ts'
import { FIELDS, type Field, type FieldName } from './fields.ts'
import { globOf } from './glob.ts'
import type { Comparison, Query } from './query.ts'
import { QueryError } from './query-error.ts'
import { parseQuantity, QUANTITIES } from './units.ts'

const MAX_QUERY_CHARACTERS = 1_000
const MAX_REGEX_CHARACTERS = 200
const MAX_DEPTH = 30
/**
 * Instructions of all regular expressions of a query, and the characters of a text that they search: the thread of the
 * window is not held for longer than 50 ms. Bodies are cut at 16 KiB.
 */
const MAX_PROGRAM_SIZE = 200
const MAX_SEARCHED_CHARACTERS = 20_000

/** A field: letters at the start of a term, followed by an operator. */
const FIELD = /([a-z][a-z0-9_]*)(:|<=|>=|<|>|=)/iy
const VALUE = /[^\s()"]+/y
const WORD = /[^\s()"]+/y
const KEYWORD = /(and|or|not)(?=[\s()"]|$)/iy

export function parse(text: string): Query {
  if (text.length > MAX_QUERY_CHARACTERS)
    throw new QueryError(`A query has at most ${MAX_QUERY_CHARACTERS} characters.`, MAX_QUERY_CHARACTERS)
  return new Parser(text).whole()
}

class Parser {
  readonly #text: string
  #at = 0
  /** Instructions of the regular expressions so far. */
  #programSize = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Query {
    this.#space()
    if (this.#done) return { kind: 'all', of: [] }
    const query = this.#any(0)
    if (!this.#done) throw new QueryError('This ")" closes nothing.', this.#at)
    return query
  }

  get #done(): boolean {
    return this.#at >= this.#text.length
  }

  #any(depth: number): Query {
    if (depth > MAX_DEPTH) throw new QueryError(`Terms are nested more than ${MAX_DEPTH} deep.`, this.#at)
    const of = [this.#all(depth)]
    while (this.#keyword('or')) of.push(this.#all(depth))
    return of.length === 1 && of[0] ? of[0] : { kind: 'any', of }
  }

  #all(depth: number): Query {
    const of = [this.#term(depth)]
    for (;;) {
      const joined = this.#keyword('and')
      if (!joined && (this.#done || this.#text[this.#at] === ')' || this.#isNext('or'))) break
      of.push(this.#term(depth))
    }
    return of.length === 1 && of[0] ? of[0] : { kind: 'all', of }
  }

  #term(depth: number): Query {
    if (depth > MAX_DEPTH) throw new QueryError(`Terms are nested more than ${MAX_DEPTH} deep.`, this.#at)
    const at = this.#at
    if (this.#keyword('not') || this.#symbol('-')) return { kind: 'not', of: this.#term(depth + 1) }
    if (this.#symbol('(')) return this.#group(depth, at)
    if (this.#done || this.#text[at] === ')' || this.#isNext('or') || this.#isNext('and')) {
      const allowed = 'field:value, a word, "text", /regex/ or ( )'
      throw new QueryError(
        `Here a term is missing: ${allowed}. To search for a word like or, put it in quotes.`,
        at,
      )
    }
    const field = this.#match(FIELD)
    const query = field ? this.#field(field[1] ?? '', field[2] ?? '', at) : this.#search()
    this.#space()
    return query
  }

  #group(depth: number, begins: number): Query {
    const inner = this.#any(depth + 1)
    if (!this.#symbol(')')) throw new QueryError('This "(" is never closed.', begins)
    return inner
  }

  #field(name: string, operator: string, at: number): Query {
    const field = fieldOf(name, at)
    const valueAt = this.#at
    const value = this.#text[valueAt] === '"' ? this.#quoted() : (this.#match(VALUE)?.[0] ?? '')
    if (value === '') throw new QueryError(`${name}${operator} needs ${valueDescription(field)}.`, valueAt)
    if (field.takes !== 'word' && field.takes !== 'name') {
      const number = parseQuantity(field.takes, value)
      const comparison = (operator === ':' ? '=' : operator) as Comparison
      if (number !== undefined) return { kind: 'number', field: toFieldName(name), comparison, value: number }
      throw new QueryError(`${name} takes ${valueDescription(field)}, not "${value}".`, valueAt)
    }
    if (operator !== ':' && operator !== '=') {
      throw new QueryError(`${name} is not a number: write ${name}:${value}.`, at + name.length)
    }
    return { kind: 'value', field: toFieldName(name), test: valueTest(name, field, value, valueAt) }
  }

  /** A text in quotes, a regular expression between slashes, or one word. */
  #search(): Query {
    const letter = this.#text[this.#at]
    if (letter === '"') return { kind: 'text', text: this.#quoted().toLowerCase() }
    if (letter === '/') return this.#regex()
    return { kind: 'text', text: (this.#match(WORD)?.[0] ?? '').toLowerCase() }
  }

  /** In quotes a backslash escapes the next character. */
  #quoted(): string {
    const begins = this.#at
    const [whole, inner = ''] = this.#match(/"((?:[^"\\]|\\[^])*)"/y) ?? []
    if (whole === undefined) throw new QueryError('This quote is never closed.', begins)
    return inner.replaceAll(/\\([^])/g, '$1')
  }

  #regex(): Query {
    const begins = this.#at
    const [whole, pattern = ''] = this.#match(/\/((?:[^/\\]|\\[^])+)\//y) ?? []
    if (whole === undefined) {
      throw new QueryError(
        'A regular expression stands between two slashes; a word with a slash goes in quotes.',
        begins,
      )
    }
    const flags = this.#match(/[a-z]*/iy)?.[0] ?? ''
    if (flags !== '' && flags !== 'i') {
      throw new QueryError(
        'After a regular expression only i (letters of either case) is allowed.',
        begins + whole.length,
      )
    }
    if (pattern.length > MAX_REGEX_CHARACTERS) {
      throw new QueryError(`A regular expression has at most ${MAX_REGEX_CHARACTERS} characters.`, begins)
    }
    const parsed = parseRegex(pattern, flags === 'i')
    if (!parsed.ok) throw new QueryError(parsed.error.message, begins + 1 + parsed.error.at)
    this.#programSize += parsed.size
    if (this.#programSize > MAX_PROGRAM_SIZE) {
      const message =
        'The regular expressions of this query count too high or are too long: use words or quotes.'
      throw new QueryError(message, begins)
    }
    const { test } = parsed
    return { kind: 'regex', test: (piece) => test(piece.slice(0, MAX_SEARCHED_CHARACTERS)) }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match) this.#at += match[0].length
    return match
  }

  #space(): void {
    this.#match(/\s*/y)
  }

  #symbol(letter: string): boolean {
    if (this.#text[this.#at] !== letter) return false
    this.#at += 1
    this.#space()
    return true
  }

  #keyword(word: string): boolean {
    if (!this.#isNext(word)) return false
    this.#at += word.length
    this.#space()
    return true
  }

  #isNext(word: string): boolean {
    KEYWORD.lastIndex = this.#at
    return KEYWORD.exec(this.#text)?.[0].toLowerCase() === word
  }
}

function fieldOf(name: string, at: number): Field {
  if (Object.hasOwn(FIELDS, name.toLowerCase())) return FIELDS[toFieldName(name)]
  const known = Object.keys(FIELDS).join(', ')
  throw new QueryError(
    `There is no field "${name}"; fields are ${known}. Text with a colon goes in quotes.`,
    at,
  )
}

function toFieldName(name: string): FieldName {
  return name.toLowerCase() as FieldName
}

function valueTest(
  name: string,
  field: Field & { takes: 'word' | 'name' },
  value: string,
  at: number,
): (value: string) => boolean {
  const wanted = value.split(',')
  if (field.takes === 'name') {
    const globs = wanted.map(globOf)
    return (text) => globs.some((glob) => glob(text))
  }
  const words = wanted.map((word) => word.toLowerCase())
  const unknown = words.findIndex((word) => !field.words.includes(word))
  if (unknown < 0) return (text) => words.includes(text)
  const before = wanted.slice(0, unknown).reduce((length, word) => length + word.length + 1, 0)
  throw new QueryError(`${name} takes ${valueDescription(field)}, not "${wanted[unknown]}".`, at + before)
}

/** Returns what a field takes, as part of a sentence. */
export function valueDescription(field: Field): string {
  if (field.takes === 'word') return `one of ${field.words.join(', ')}`
  return field.takes === 'name' ? 'a name, in which * stands for anything' : QUANTITIES[field.takes]
}
