// Decides whether a regular expression occurs in a text, in one pass: a nondeterministic automaton, made deterministic
// as far as the texts ask for it. It never goes back, so it cannot run away.
import type { Expression } from './expression.ts'
import { QueryError } from './query-error.ts'

type Instruction =
  | { op: 'one'; test: (code: number) => boolean; next: number }
  | { op: 'fork'; either: number; or: number }
  | { op: 'begin' | 'end'; next: number }
  | { op: 'found' }

interface State {
  readonly found: boolean
  /** Found, if the text ends here. */
  readonly foundAtEnd: boolean
  readonly threads: readonly number[]
  /** By letter. */
  readonly next: (State | undefined)[]
}

const MOST_PARTS = 2_000
const MOST_STATES = 1_000
const ASCII = 128

export class Automaton {
  readonly #program: Instruction[] = [{ op: 'found' }]
  readonly #entry: number
  #size = 0
  /** Letters of characters beyond ASCII, and of the tests that these pass. */
  readonly #letters = new Map<number, number>()
  readonly #alike = new Map<string, number>()
  readonly #states = new Map<string, State>()
  #start: State

  /** Throws a `QueryError` that points at `at` where the expression is too large. */
  constructor(expression: Expression, at: number) {
    this.#entry = this.#emit(expression, 0, at)
    this.#start = this.#make(this.#reach([this.#entry], true, false), true)
  }

  occursIn(text: string): boolean {
    let state = this.#start
    for (let index = 0; index < text.length; index += 1) {
      if (state.found) return true
      const code = text.charCodeAt(index)
      const letter = code < ASCII ? code : (this.#letters.get(code) ?? this.#spell(code))
      state = state.next[letter] ?? this.#step(state, code, letter)
    }
    return state.found || state.foundAtEnd
  }

  /** Gives a character beyond ASCII its letter. Those that pass the same tests are one to the expression. */
  #spell(code: number): number {
    const passed = this.#program.map((one) => (one.op === 'one' && one.test(code) ? '1' : '0')).join('')
    const letter = this.#alike.get(passed) ?? ASCII + this.#alike.size
    this.#alike.set(passed, letter)
    this.#letters.set(code, letter)
    return letter
  }

  #step(from: State, code: number, letter: number): State {
    const after: number[] = [this.#entry]
    for (const thread of from.threads) {
      const one = this.#program[thread]
      if (one?.op === 'one' && one.test(code)) after.push(one.next)
    }
    const state = this.#state(this.#reach(after, false, false))
    from.next[letter] = state
    return state
  }

  #state(threads: number[]): State {
    const key = threads.join(' ')
    const known = this.#states.get(key)
    if (known) return known
    if (this.#states.size >= MOST_STATES) this.#forget()
    const state = this.#make(threads, false)
    this.#states.set(key, state)
    return state
  }

  #make(threads: number[], atBegin: boolean): State {
    const found = threads.includes(0)
    const foundAtEnd = this.#reach(threads, atBegin, true).includes(0)
    return { found, foundAtEnd, threads, next: Array<undefined>(ASCII).fill(undefined) }
  }

  #forget(): void {
    this.#states.clear()
    this.#start = { ...this.#start, next: Array<undefined>(ASCII).fill(undefined) }
  }

  /** Every instruction that waits for a character, or ends, and is reached without one. */
  #reach(from: readonly number[], atBegin: boolean, atEnd: boolean): number[] {
    const seen = new Set<number>()
    const open = [...from]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const one = this.#program[at]
      if (one?.op === 'fork') open.push(one.either, one.or)
      else if ((one?.op === 'begin' && atBegin) || (one?.op === 'end' && atEnd)) open.push(one.next)
    }
    return [...seen].filter((at) => this.#waits(at)).sort((a, b) => a - b)
  }

  #waits(at: number): boolean {
    const op = this.#program[at]?.op
    return op === 'one' || op === 'found' || op === 'end'
  }

  /** Adds an expression that is followed by `next`; answers where it begins. */
  #emit(expression: Expression, next: number, at: number): number {
    if ((this.#size += 1) > MOST_PARTS) {
      throw new QueryError('This regular expression is too large: its repetitions count too high.', at)
    }
    switch (expression.kind) {
      case 'one':
        return this.#add({ op: 'one', test: expression.test, next })
      case 'begin':
      case 'end':
        return this.#add({ op: expression.kind, next })
      case 'sequence':
        return expression.of.reduceRight((after, part) => this.#emit(part, after, at), next)
      case 'choice':
        return expression.of
          .map((part) => this.#emit(part, next, at))
          .reduce((either, or) => this.#add({ op: 'fork', either, or }))
      case 'repeat':
        return this.#emitRepeat(expression, next, at)
    }
  }

  #emitRepeat({ of, least, most }: Expression & { kind: 'repeat' }, next: number, at: number): number {
    let entry = next
    if (most === Infinity) {
      const loop = { op: 'fork' as const, either: next, or: next }
      entry = this.#add(loop)
      loop.either = this.#emit(of, entry, at)
    } else {
      for (let times = least; times < most; times += 1) {
        entry = this.#add({ op: 'fork', either: this.#emit(of, entry, at), or: next })
      }
    }
    for (let times = 0; times < least; times += 1) entry = this.#emit(of, entry, at)
    return entry
  }

  #add(instruction: Instruction): number {
    return this.#program.push(instruction) - 1
  }
}
