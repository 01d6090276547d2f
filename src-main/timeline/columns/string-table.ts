// Each text once, by a small number.

/** Stands for a text that is not there. */
export const NO_TEXT = 0

export class StringTable {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = ['']

  /** All numbers are below. */
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

  /** Undefined if no such text was ever numbered. */
  known(text: string): number | undefined {
    return this.#numbers.get(text)
  }

  text(number: number): string {
    return this.#texts[number] as string
  }
}
