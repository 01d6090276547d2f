// Simplified Chinese: the texts of verdict.
import type { verdict as english } from '../en/verdict.ts'

export const verdict: typeof english = {}
