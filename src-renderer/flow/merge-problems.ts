// Merges problems that differ only in the server that has them.
import type { Problem } from '../../src-main/contract/index.ts'

export interface MergedProblem {
  /** Equal for equal problems, also when more servers get it. */
  key: string
  /** The first one. */
  problem: Problem
  /** Ids of the other servers that have it. */
  others: string[]
}

export function mergeProblems(problems: readonly Problem[]): MergedProblem[] {
  const merged = new Map<string, MergedProblem>()
  for (const problem of problems) {
    const key = keyOf(problem)
    const known = merged.get(key)
    if (!known) merged.set(key, { key, problem, others: [] })
    else if (problem.server !== undefined && problem.server !== known.problem.server) {
      if (!known.others.includes(problem.server)) known.others.push(problem.server)
    }
  }
  return [...merged.values()]
}

/** Paths, and the server's own name, may differ. A port's owner may not: each is freed by itself. */
function keyOf({ code, message, server, field, owner }: Problem): string {
  const common = server === undefined ? message : withoutPaths(message.replaceAll(server, ''))
  return [code, field, owner?.pid, common].join(' ')
}

/** Names of scoped packages are no paths. */
function withoutPaths(text: string): string {
  return text.replaceAll(/\S*[/\\]\S*/g, (word) => (word.includes('@') ? word : ''))
}
