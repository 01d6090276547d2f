// What is wrong with a query, and where. The parser throws nothing else.

export class QueryError extends Error {
  override readonly name = 'QueryError'
  /** Index of the character at which it is wrong, from 0. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}
