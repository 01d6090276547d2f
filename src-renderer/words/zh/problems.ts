// Simplified Chinese: the texts of problems.
import type { problems as english } from '../en/problems.ts'
import { PROBLEM_TITLES } from './problem-titles.ts'

export const problems: typeof english = {
  title: (code) => PROBLEM_TITLES[code] ?? '出现问题',
  alsoOn: (servers) => `${servers} 也有同样的问题。`,
}
