// A state is a word out of a union, with one setter that reports each change.

export class State<Word extends string> {
  #word: Word
  readonly #changed: (from: Word, to: Word, reason?: string) => void

  constructor(first: Word, changed: (from: Word, to: Word, reason?: string) => void) {
    this.#word = first
    this.#changed = changed
  }

  get word(): Word {
    return this.#word
  }

  /** Setting the word that is already set is no change and reports nothing. */
  set(next: Word, reason?: string): void {
    if (next === this.#word) return
    const from = this.#word
    this.#word = next
    this.#changed(from, next, reason)
  }

  is(...words: Word[]): boolean {
    return words.includes(this.#word)
  }
}
