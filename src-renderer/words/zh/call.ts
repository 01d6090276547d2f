// Simplified Chinese: the texts of the panel that calls a method.
import type { call as english } from '../en/call.ts'

export const call: typeof english = {
  tab: '调用',
}
