// Simplified Chinese: the texts of the table of calls.
import type { calls as english } from '../en/calls.ts'

export const calls: typeof english = {
  tab: '调用统计',
}
