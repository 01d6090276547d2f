// An invalid query: what is wrong, and where.

export class QueryError extends Error {
  override readonly name = 'QueryError'
  /** Index of the character, from 0. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}
