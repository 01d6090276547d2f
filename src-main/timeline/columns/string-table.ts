// Interned strings: each is stored once, and referred to by a number.

/** Stands for an absent string. */
export const NO_TEXT = 0

export class StringTable {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = ['']

  /** All numbers are smaller. */
  get size(): number {
    return this.#texts.length
  }

  intern(text: string): number {
    const lookUp = this.#numbers.get(text)
    if (lookUp !== undefined) return lookUp
    const number = this.#texts.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  /** Returns undefined if the string was never interned. */
  known(text: string): number | undefined {
    return this.#numbers.get(text)
  }

  text(number: number): string {
    return this.#texts[number] as string
  }
}
