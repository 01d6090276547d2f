// Simplified Chinese: the texts of compare.
import type { compare as english } from '../en/compare.ts'

export const compare: typeof english = {}
