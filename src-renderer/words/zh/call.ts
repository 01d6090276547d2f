// Simplified Chinese: the texts of call.
import type { call as english } from '../en/call.ts'

export const call: typeof english = {}
