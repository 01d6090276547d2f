// Simplified Chinese: the texts of calls.
import type { calls as english } from '../en/calls.ts'

export const calls: typeof english = {}
