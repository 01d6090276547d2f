// The name of a field of a plan, as messages show it.
const MAX_SHOWN_LENGTH = 60

/** An error in a plan: `field` is a path like `servers.chat.port`, `message` says what is allowed. */
export interface PlanProblem {
  field: string
  message: string
}

/** Joins a path with dots; what is not a plain word is quoted, and a long one is cut. */
export function fieldName(path: string[]): string {
  return path
    .map((key) => {
      const short = key.length > MAX_SHOWN_LENGTH ? `${key.slice(0, MAX_SHOWN_LENGTH)}…` : key
      return /^(?!\.)[\p{L}\p{N}\p{S}._…-]+(?<!\.)$/u.test(short) ? short : JSON.stringify(short)
    })
    .join('.')
}
