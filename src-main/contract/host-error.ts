// An error that a window or a command line may show as it is: a sentence, never a stack.
import type { Problem } from './outputs.ts'

/** Raised by every call of `HostApi`. `problem` is plain data and crosses channels. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly problem: Problem

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause })
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }
}
