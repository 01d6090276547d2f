// Simplified Chinese: the texts of sequence.
import type { sequence as english } from '../en/sequence.ts'

export const sequence: typeof english = {}
