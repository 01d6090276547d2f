// The error of all host calls. Its message can be shown to users.
import type { Problem } from './outputs.ts'

/** `problem` is plain data and crosses channels. */
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
